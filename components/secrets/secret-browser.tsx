"use client";

import { KeyRound, LockKeyhole, MapPin, Plus, SearchX } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { asFolder } from "@/lib/contract/secret-path";
import { newKeyAddress } from "../keys/addresses";
import { useKeyChoice } from "../keys/queries";
import type { Scope } from "../layout/scope";
import { QueryError } from "../query/query-error";
import { useListSearch } from "../query/use-list-search";
import { Button } from "../ui/button";
import { ColumnChoice } from "../ui/column-choice";
import { DataTable } from "../ui/data-table";
import { EmptyState } from "../ui/empty-state";
import { FilterText } from "../ui/filter-text";
import { ButtonLink } from "../ui/link";
import { Menu } from "../ui/menu";
import { PageHeader } from "../ui/page-header";
import { folderAddress, newSecretAddress, secretAddress } from "./addresses";
import { FolderPath } from "./folder-path";
import { type FirstSecrets, useSecretPages } from "./queries";
import { nameBelow, useSecretColumns } from "./secret-columns";
import { SECRET_KEY_FILTER } from "./secret-keys";
import { rememberRegion } from "./shown-region";

interface SecretBrowserProps {
  scope: Scope;
  region: string;
  /** Slugs of every region. */
  regions: readonly string[];
  /** What came with the document; null where it could not be read. */
  first: FirstSecrets | null;
}

const TABLE_ID = "secrets";

/** The tree of a region's secrets: folder and search in the address, folders first. */
export function SecretBrowser({ scope, region, regions, first }: SecretBrowserProps) {
  const t = useTranslations("secrets");
  const search = useListSearch("path");
  const folder = asFolder(useSearchParams().get("folder") || "/");
  const q = search.words.trim();
  const { query, rows, newest } = useSecretPages(scope, { region, folder, q }, first);
  const columns = useSecretColumns(folder);
  const isEmpty = folder === "/" && q === "" && newest !== undefined && rows.length === 0;
  useEffect(() => rememberRegion(region), [region]);
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          // An empty tree has this step in its middle.
          newest?.mayCreate && !isEmpty ? (
            <ButtonLink href={newSecretAddress(scope, region, folder)} tone="primary" icon={<Plus aria-hidden />}>
              {t("create.action")}
            </ButtonLink>
          ) : null
        }
      />
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <RegionMenu {...{ scope, region, regions }} />
        {isEmpty ? null : (
          <>
            <FilterText
              label={t("tree.search")}
              q={search.words}
              onChange={(words) => search.change({ q: words }, true)}
            />
            <div className="ml-auto flex items-center gap-1.5 text-control text-ink-muted">
              <span role="status">
                {newest === undefined
                  ? ""
                  : t(query.hasNextPage ? "tree.countMore" : "tree.count", {
                      count: rows.filter(({ kind }) => kind === "secret").length,
                      folders: rows.filter(({ kind }) => kind === "folder").length,
                    })}
              </span>
              <ColumnChoice tableId={TABLE_ID} columns={columns} />
            </div>
          </>
        )}
      </div>
      {isEmpty ? null : (
        <div className="mb-3">
          <FolderPath {...{ scope, region, folder }} />
        </div>
      )}
      {query.error && !query.data ? (
        <QueryError
          error={query.error}
          title={t("tree.failed")}
          kept={t("tree.kept")}
          onRetry={() => query.refetch()}
          isRetrying={query.isFetching}
        />
      ) : (
        <DataTable
          id={TABLE_ID}
          label={t("title")}
          columns={columns}
          rows={rows}
          rowKey={({ path }) => path}
          rowName={(row) => nameBelow(row, folder)}
          rowHref={({ kind, path }) =>
            kind === "folder" ? folderAddress(scope, region, path) : secretAddress({ ...scope, region, path })
          }
          rowDetail={(row) => (row.kind === "secret" ? row.secret.description : undefined)}
          onEndReached={query.hasNextPage && !query.isFetchingNextPage ? () => query.fetchNextPage() : undefined}
          isLoading={query.isPending}
          isLoadingMore={query.isFetchingNextPage}
          isStale={query.isPlaceholderData}
          empty={
            isEmpty ? (
              <NoSecrets scope={scope} region={region} mayCreate={newest.mayCreate} />
            ) : (
              <EmptyState
                icon={<SearchX />}
                title={t(q === "" ? "tree.emptyFolder" : "tree.noMatch")}
                action={
                  q === "" ? (
                    <ButtonLink href={folderAddress(scope, region)}>{t("tree.toRoot")}</ButtonLink>
                  ) : (
                    <Button onPress={() => search.change({ q: "" })}>{t("tree.clear")}</Button>
                  )
                }
              >
                {t(q === "" ? "tree.emptyFolderText" : "tree.noMatchText")}
              </EmptyState>
            )
          }
        />
      )}
    </>
  );
}

function RegionMenu({ scope, region, regions }: Omit<SecretBrowserProps, "first">) {
  const t = useTranslations("secrets");
  const router = useRouter();
  return (
    <Menu
      label={t("tree.region")}
      placement="bottom start"
      trigger={
        <Button icon={<MapPin aria-hidden />} aria-label={t("tree.regionNow", { region })}>
          <span className="font-mono">{region}</span>
        </Button>
      }
      selection={{
        mode: "one",
        selected: [region],
        onChange: (chosen) => router.push(folderAddress(scope, [...chosen][0] ?? region)),
      }}
      groups={[{ id: "regions", entries: regions.map((slug) => ({ id: slug, label: slug })) }]}
    />
  );
}

/** What secrets are for, and the first step: where there is no key yet, that is one. */
function NoSecrets({ scope, region, mayCreate }: { scope: Scope; region: string; mayCreate: boolean }) {
  const t = useTranslations("secrets");
  const { data, isPending } = useKeyChoice(scope, "", { ...SECRET_KEY_FILTER, region });
  const hasNoKey = data?.keys.length === 0;
  const create = (
    <ButtonLink href={newSecretAddress(scope, region)} tone="primary" icon={<Plus aria-hidden />}>
      {t("create.first")}
    </ButtonLink>
  );
  const createKey = (
    <ButtonLink href={newKeyAddress(scope)} tone="primary" icon={<KeyRound aria-hidden />}>
      {t("create.keyFirst")}
    </ButtonLink>
  );
  return (
    <EmptyState
      icon={<LockKeyhole />}
      title={t("tree.emptyTitle")}
      action={mayCreate && !isPending ? (hasNoKey ? createKey : create) : null}
    >
      <p>{t("tree.emptyText")}</p>
      {hasNoKey ? <p className="mt-2">{t("tree.needsKey", { region })}</p> : null}
    </EmptyState>
  );
}
