"use client";

import { useRouter } from "next/navigation";
import type { OrganisationMessage } from "@/lib/contract/access";
import { useOrganisation, useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleRead } from "../query/use-console-read";
import type { UpdateOrganisation } from "./organisation-actions";
import { OrganisationPanels } from "./organisation-panels";

interface GeneralSettingsProps {
  scope: Scope;
  first: OrganisationMessage;
  updateOrganisation: UpdateOrganisation;
}

/** The organisation of the page, as its members see it. */
export function GeneralSettings({ scope, first, updateOrganisation }: GeneralSettingsProps) {
  const router = useRouter();
  const may = useRights();
  const { isPlatformAdministrator } = useOrganisation().viewer;
  const { data = first } = useConsoleRead(scope, "organisation", first);
  const { organisation } = scope;
  return (
    <OrganisationPanels
      of={data}
      scope={scope}
      change={(request) => updateOrganisation({ organisation, object: organisation }, request)}
      mayName={isPlatformAdministrator || may("organisation:update")}
      mayLimit={isPlatformAdministrator}
      onRenamed={() => router.refresh()}
    />
  );
}
