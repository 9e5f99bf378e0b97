import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { returnAddress } from "@/components/auth/return-address";
import { SignInPage } from "@/components/auth/sign-in-page";
import { consoleOrigin } from "@/lib/console/same-origin";
import { cookieName } from "@/lib/console/session-cookie";
import { currentViewer } from "@/lib/console/viewer";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("auth");
  return { title: t("title") };
}

interface PageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Page({ searchParams }: PageProps) {
  const wish = (await searchParams).callbackUrl;
  const callbackUrl = typeof wish === "string" ? wish : null;
  if ((await currentViewer()) !== null) redirect(returnAddress(callbackUrl, consoleOrigin()));
  // Signing out takes the cookie away; one that opens nothing is of a session that has ended.
  const hasEnded = (await cookies()).has(cookieName("session"));
  return <SignInPage callbackUrl={callbackUrl} hasEnded={hasEnded} host={(await headers()).get("host") ?? ""} />;
}
