import { answerInNext } from "@/lib/api/next-mount";

export const dynamic = "force-dynamic";

export { answerInNext as GET };
