// Not above pages that may not exist: once a skeleton is sent, the answer is 200.
export { PageSkeleton as default } from "@/components/layout/page-skeleton";
