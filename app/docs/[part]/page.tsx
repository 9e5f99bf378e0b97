import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ReferencePage } from "@/components/reference/reference-page";
import { BODY_BYTES_MAX } from "@/lib/api/http-input";
import { config } from "@/lib/platform/config";
import { thisReference } from "../this-reference";

interface PartPageProps {
  params: Promise<{ part: string }>;
}

export async function generateMetadata(props: PartPageProps): Promise<Metadata> {
  const [t, { part }] = await Promise.all([getTranslations("reference"), partOf(props)]);
  return { title: `${part.title}: ${t("title")}` };
}

/** The calls of one group. */
export default async function Page(props: PartPageProps) {
  const { reference, part } = await partOf(props);
  return <ReferencePage reference={reference} part={part} url={config().publicUrl} bodyBytesMax={BODY_BYTES_MAX} />;
}

async function partOf({ params }: PartPageProps) {
  const [reference, { part: id }] = await Promise.all([thisReference(), params]);
  const part = reference.parts.find((one) => one.id === id);
  if (part === undefined) notFound();
  return { reference, part };
}
