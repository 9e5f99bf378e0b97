"use client";

import { CirclePause, CirclePlay, CircleSlash, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ActionResult } from "@/lib/contract/console";
import type { FederatedIdentityMessage, FederatedIdentityProviderMessage } from "@/lib/contract/federation";
import { useRights } from "../layout/organisation-context";
import type { Scope } from "../layout/scope";
import { useConsoleChange } from "../query/use-console-change";
import type { MenuGroup } from "../ui/menu-entry";
import type { FederationActions } from "./federation-actions";

type Update = Pick<FederationActions, "updateIdentity" | "updateProvider">;
type Either = FederatedIdentityMessage | FederatedIdentityProviderMessage;

/** Menus of providers and identities: pausing happens at once and can be undone, what ends them is asked for. */
export function useFederationMenus(scope: Scope, actions: Update) {
  const t = useTranslations("federation");
  const may = useRights();
  const { runAndTell } = useConsoleChange(scope);

  function setStatus(of: Either, status: "active" | "inactive"): void {
    const place = { ...scope, object: of.identity };
    const update = (): Promise<ActionResult<{ name: string }>> =>
      "provider" in of ? actions.updateIdentity(place, { status }) : actions.updateProvider(place, { status });
    const other = status === "active" ? "inactive" : "active";
    void runAndTell(update, ({ name }) => ({
      title: t(`statusSet.${status}`, { name }),
      detail: t(`statusDetail.${status}`),
      undo: () => setStatus(of, other),
    }));
  }

  return function menuOf(of: Either, onEnd: () => void): MenuGroup[] {
    const isIdentity = "provider" in of;
    const isActive = of.status !== "inactive";
    const pause = {
      id: "status",
      label: t(isActive ? "pause" : "resume"),
      icon: isActive ? <CirclePause aria-hidden /> : <CirclePlay aria-hidden />,
      onAction: () => setStatus(of, isActive ? "inactive" : "active"),
    };
    const end = {
      id: "end",
      label: t(isIdentity ? "identity.revoke" : "provider.delete"),
      icon: isIdentity ? <CircleSlash aria-hidden /> : <Trash2 aria-hidden />,
      isDangerous: true,
      onAction: onEnd,
    };
    const groups = [
      { id: "status", entries: may("federated_identity:update") && of.status !== "expired" ? [pause] : [] },
      { id: "end", entries: may("federated_identity:delete") ? [end] : [] },
    ];
    return groups.filter(({ entries }) => entries.length > 0);
  };
}
