import { answerInstanceInNext } from "@/lib/alibaba/next-mount";

export const dynamic = "force-dynamic";

// proxy.ts leads here; every method has its answer in the protocol's form.
export {
  answerInstanceInNext as DELETE,
  answerInstanceInNext as GET,
  answerInstanceInNext as PATCH,
  answerInstanceInNext as POST,
  answerInstanceInNext as PUT,
};
