import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignInPage } from "@/components/auth/sign-in-page";
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
  if ((await currentViewer()) !== null) redirect("/");
  return <SignInPage callbackUrl={callbackUrl} host={(await headers()).get("host") ?? ""} />;
}
