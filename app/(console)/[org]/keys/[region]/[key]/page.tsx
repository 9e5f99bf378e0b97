import { setTimeout as sleep } from "node:timers/promises";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache, Suspense } from "react";
import { KeyView } from "@/components/keys/key-view";
import { PageSkeleton } from "@/components/layout/page-skeleton";
import { KeyPlayground } from "@/components/playground/key-playground";
import { ReadFailure } from "@/components/query/read-failure";
import { KeyAccess } from "@/components/roles/key-access";
import { readKeyDetail } from "@/lib/console/key-detail";
import { pageRead } from "@/lib/console/page-read";
import { consoleOrigin } from "@/lib/console/same-origin";
import { requireViewer } from "@/lib/console/viewer";
import type { ActionResult, KeyDetail } from "@/lib/contract/console";
import { type PageSearch, searchOf } from "../../../page-search";
import { runOperation } from "../../../playground/actions";
import {
  cancelDeletion,
  createAlias,
  deleteAlias,
  deleteKey,
  disableKey,
  enableKey,
  exportKey,
  moveAlias,
  rotateKey,
  updateRotation,
  updateVersions,
} from "../../actions";

interface KeyDetailPageProps {
  params: Promise<{ org: string; region: string; key: string }>;
  searchParams: Promise<PageSearch>;
}

/**
 * A skeleton is sent with the status 200, so the answer whether the key exists is awaited first: milliseconds, except in a
 * region that hardly answers.
 */
const WITHOUT_SKELETON_MILLISECONDS = 2_000;

export async function generateMetadata(props: KeyDetailPageProps): Promise<Metadata> {
  const detail = await detailOf(props);
  if (detail.ok) return { title: detail.value.key.name };
  if (isAbsent(detail)) return { title: (await getTranslations("keys"))("missing.title") };
  return { title: segment((await props.params).key) };
}

export default async function KeyDetailPage(props: KeyDetailPageProps) {
  await requireViewer((await props.params).org);
  const detail = detailOf(props);
  const early = await Promise.race([detail, sleep(WITHOUT_SKELETON_MILLISECONDS, null, { ref: false })]);
  if (early !== null && isAbsent(early)) notFound();
  const content = <KeyContent detail={early ?? detail} {...props} />;
  return early === null ? <Suspense fallback={<PageSkeleton />}>{content}</Suspense> : content;
}

type DetailResult = ActionResult<KeyDetail>;

async function KeyContent(props: KeyDetailPageProps & { detail: DetailResult | Promise<DetailResult> }) {
  const [detail, { org }, search] = await Promise.all([props.detail, props.params, props.searchParams.then(searchOf)]);
  if (isAbsent(detail)) notFound();
  if (!detail.ok) return <ReadFailure error={detail.error} />;
  const { key } = detail.value;
  const place = { organisation: org, project: search.get("project"), region: key.region.slug, key: key.slug };
  const origin = consoleOrigin();
  const changes = { disableKey, enableKey, rotateKey };
  return (
    <KeyView
      key={key.identity}
      place={place}
      first={detail.value}
      origin={origin}
      actions={{
        ...changes,
        updateRotation,
        updateVersions,
        deleteKey,
        cancelDeletion,
        exportKey,
        createAlias,
        deleteAlias,
        moveAlias,
      }}
      access={<KeyAccess place={place} />}
      playground={<KeyPlayground place={place} origin={origin} actions={{ ...changes, runOperation }} />}
    />
  );
}

async function detailOf({ params, searchParams }: KeyDetailPageProps): Promise<DetailResult> {
  const [{ org, region, key }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  return readOnce(org, search.get("project"), segment(region), segment(key));
}

/** Title and content are of one reading. */
const readOnce = cache((organisation: string, project: string | null, region: string, key: string) =>
  pageRead({ organisation, project }, (call) => readKeyDetail(call, { region, key })),
);

const ABSENT: ReadonlySet<string> = new Set(["key_not_found", "region_not_found", "project_not_found"]);

function isAbsent(detail: DetailResult): boolean {
  return !detail.ok && ABSENT.has(detail.error.code);
}

function segment(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
