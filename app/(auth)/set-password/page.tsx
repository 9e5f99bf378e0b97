import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SetPasswordPage } from "@/components/auth/set-password-page";
import { setPassword } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("setTitle"), referrer: "no-referrer" };
}

export default function Page() {
  return <SetPasswordPage setPassword={setPassword} />;
}
