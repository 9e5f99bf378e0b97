export { handleRead as GET } from "@/lib/console/reads";
