"use client";

import { ArrowUpRight, ShieldAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { OrganisationMessage } from "@/lib/contract/access";
import { usePlace } from "../layout/organisation-context";
import { useConsoleRead } from "../query/use-console-read";
import { Identifier } from "../ui/identifier";
import { ButtonLink } from "../ui/link";
import { PageHeader } from "../ui/page-header";
import type { UpdateOrganisation } from "./organisation-actions";
import { OrganisationPanels } from "./organisation-panels";

interface OrganisationViewProps {
  first: OrganisationMessage;
  updateOrganisation: UpdateOrganisation;
}

/** One organisation as platform administrators see it: not what is in it, unless they are members. */
export function OrganisationView({ first, updateOrganisation }: OrganisationViewProps) {
  const t = useTranslations("organisation");
  const router = useRouter();
  const { viewer } = usePlace();
  const { data = first } = useConsoleRead(null, `organisations/${first.identity}`, first);
  const isMember = viewer.organisations.some(({ identity }) => identity === data.identity);
  return (
    <>
      <PageHeader
        title={data.name}
        lead={data.description}
        facts={<Identifier value={data.identity} label={t("general.identity")} isFull />}
        actions={
          isMember ? (
            <ButtonLink href={`/${data.slug}`} icon={<ArrowUpRight aria-hidden />}>
              {t("list.open")}
            </ButtonLink>
          ) : null
        }
      />
      <PlatformNote>
        {t(isMember ? "page.member" : "page.noRight", { name: data.name })} {t("page.changes", { name: data.name })}
      </PlatformNote>
      <OrganisationPanels
        of={data}
        scope={null}
        change={(request) => updateOrganisation({ organisation: "", object: data.identity }, request)}
        mayName
        mayLimit
        onRenamed={() => router.refresh()}
      />
    </>
  );
}

/** What administering the platform means, and what it does not. */
export function PlatformNote({ children }: { children: React.ReactNode }) {
  return (
    <p className="mb-4 flex items-start gap-2.5 rounded-panel border border-line bg-sunken px-4 py-3 text-control text-ink-muted">
      <ShieldAlert aria-hidden className="mt-px size-4 shrink-0 text-accent-text" />
      <span>{children}</span>
    </p>
  );
}
