import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PasswordLinkPage } from "@/components/auth/password-link-page";
import { joinOrganisation, openLink, setPassword } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("linkTitle"), referrer: "no-referrer" };
}

export default function Page() {
  return <PasswordLinkPage actions={{ openLink, setPassword, joinOrganisation }} />;
}
