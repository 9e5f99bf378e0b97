"use client";

import { SearchX } from "lucide-react";
import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { EmptyState } from "../ui/empty-state";
import { ButtonLink } from "../ui/link";
import { Panel } from "../ui/panel";

/** In place of a key, a secret or a zone that does not exist, or that the person may not see. */
export function ObjectMissing({ kind }: { kind: "keys" | "secrets" | "dns" }) {
  const t = useTranslations(kind);
  const { org } = useParams<{ org: string }>();
  return (
    <Panel>
      <EmptyState
        level={1}
        icon={<SearchX />}
        title={t("missing.title")}
        action={<ButtonLink href={`/${org}/${kind}`}>{t("missing.action")}</ButtonLink>}
      >
        {t("missing.text")}
      </EmptyState>
    </Panel>
  );
}
