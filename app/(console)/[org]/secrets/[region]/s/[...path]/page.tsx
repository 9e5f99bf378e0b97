import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { ReadFailure } from "@/components/query/read-failure";
import { SecretView } from "@/components/secrets/secret-view";
import { pageRead } from "@/lib/console/page-read";
import { consoleOrigin } from "@/lib/console/same-origin";
import { readSecretDetail } from "@/lib/console/secret-detail";
import { requireViewer } from "@/lib/console/viewer";
import type { ActionResult } from "@/lib/contract/console";
import type { SecretDetail } from "@/lib/contract/secret-pages";
import { type PageSearch, searchOf } from "../../../../page-search";
import {
  compareSecretVersions,
  deleteSecret,
  destroySecretVersion,
  putSecretValue,
  revealSecret,
  trySecretPolicy,
  updateSecret,
  updateSecretPolicy,
} from "../../../actions";

interface SecretPageProps {
  params: Promise<{ org: string; region: string; path: string[] }>;
  searchParams: Promise<PageSearch>;
}

const ABSENT: ReadonlySet<string> = new Set(["secret_not_found", "region_not_found", "project_not_found"]);

export async function generateMetadata(props: SecretPageProps): Promise<Metadata> {
  const { place, detail } = await detailOf(props);
  if (!isAbsent(detail)) return { title: place.path };
  return { title: (await getTranslations("secrets"))("missing.title") };
}

export default async function SecretPage(props: SecretPageProps) {
  await requireViewer((await props.params).org);
  const { place, detail } = await detailOf(props);
  if (isAbsent(detail)) notFound();
  if (!detail.ok) return <ReadFailure error={detail.error} />;
  return (
    <SecretView
      key={detail.value.secret.identity}
      place={place}
      first={detail.value}
      origin={consoleOrigin()}
      actions={{
        compareSecretVersions,
        deleteSecret,
        destroySecretVersion,
        putSecretValue,
        revealSecret,
        trySecretPolicy,
        updateSecret,
        updateSecretPolicy,
      }}
    />
  );
}

async function detailOf({ params, searchParams }: SecretPageProps) {
  const [{ org, region, path }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  const place = {
    organisation: org,
    project: search.get("project"),
    region: decoded(region),
    path: `/${path.map(decoded).join("/")}`,
  };
  return { place, detail: await readOnce(org, place.project, place.region, place.path) };
}

/** Title and content are of one reading. */
const readOnce = cache((organisation: string, project: string | null, region: string, path: string) =>
  pageRead({ organisation, project }, (call) => readSecretDetail(call, { region, path })),
);

function isAbsent(detail: ActionResult<SecretDetail>): boolean {
  return !detail.ok && ABSENT.has(detail.error.code);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
