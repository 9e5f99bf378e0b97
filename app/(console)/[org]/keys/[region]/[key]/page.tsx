import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { KeyView } from "@/components/keys/key-view";
import { ReadFailure } from "@/components/keys/read-failure";
import { KeyPlayground } from "@/components/playground/key-playground";
import { readKeyDetail } from "@/lib/console/key-detail";
import { pageRead } from "@/lib/console/page-read";
import { consoleOrigin } from "@/lib/console/same-origin";
import { requireViewer } from "@/lib/console/viewer";
import { type PageSearch, searchOf } from "../../../page-search";
import { decrypt, disableKey, enableKey, encrypt, rotateKey, updateRotation } from "../../actions";

interface KeyDetailPageProps {
  params: Promise<{ org: string; region: string; key: string }>;
  searchParams: Promise<PageSearch>;
}

export async function generateMetadata({ params }: KeyDetailPageProps): Promise<Metadata> {
  return { title: segment((await params).key) };
}

export default async function KeyDetailPage({ params, searchParams }: KeyDetailPageProps) {
  const [{ org, ...encoded }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  const target = { region: segment(encoded.region), key: segment(encoded.key) };
  const path = `/${org}/keys/${encoded.region}/${encoded.key}`;
  await requireViewer(org, path);
  const scope = { organisation: org, project: search.get("project") };
  const detail = await pageRead({ ...scope, path }, (call) => readKeyDetail(call, target));
  if (!detail.ok) {
    if (ABSENT.has(detail.error.code)) notFound();
    return <ReadFailure error={detail.error} />;
  }
  const { key } = detail.value;
  const place = { ...scope, region: key.region.slug, key: key.slug };
  const origin = consoleOrigin();
  return (
    <KeyView
      key={key.identity}
      place={place}
      first={detail.value}
      origin={origin}
      actions={{ disableKey, enableKey, rotateKey, updateRotation }}
      playground={<KeyPlayground place={place} origin={origin} actions={{ encrypt, decrypt }} />}
    />
  );
}

const ABSENT: ReadonlySet<string> = new Set(["key_not_found", "region_not_found", "project_not_found"]);

function segment(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
