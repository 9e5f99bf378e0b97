"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ActionResult, LinkPurpose } from "@/lib/contract/console";
import { InlineError } from "../ui/inline-error";
import { Skeleton } from "../ui/skeleton";
import { JoinForm } from "./join-form";
import { type LinkActions, secretOfAddress } from "./link-actions";
import { SetPasswordForm } from "./set-password-form";

/** Asks what the link in the address does, and shows the form for it. */
export function FollowLink({ actions }: { actions: LinkActions }) {
  const t = useTranslations("auth");
  const opened = useOpenedLink(actions.openLink);
  if (opened === "unavailable") return <Unusable message={t("unavailable")} />;
  if (opened === null) {
    return (
      <>
        <h1 className="text-page">{t("linkTitle")}</h1>
        <Skeleton className="mt-6 h-9 w-full" />
      </>
    );
  }
  if (!opened.ok) return <Unusable message={opened.error.message} requestId={opened.error.requestId} />;
  if (opened.value.kind === "join") return <JoinForm link={opened.value} joinOrganisation={actions.joinOrganisation} />;
  return (
    <>
      <h1 className="text-page">{t("setTitle")}</h1>
      <p className="mt-1 mb-6 text-ink-muted">{t("setLead")}</p>
      <SetPasswordForm setPassword={actions.setPassword} />
    </>
  );
}

function Unusable({ message, requestId }: { message: string; requestId?: string }) {
  const t = useTranslations("auth");
  return (
    <>
      <h1 className="mb-6 text-page">{t("linkTitle")}</h1>
      <InlineError message={message} requestId={requestId} />
    </>
  );
}

/** What the link does; null until it is known. */
function useOpenedLink(openLink: LinkActions["openLink"]): ActionResult<LinkPurpose> | "unavailable" | null {
  const [opened, setOpened] = useState<ActionResult<LinkPurpose> | "unavailable" | null>(null);
  useEffect(() => {
    let isWanted = true;
    openLink({ secret: secretOfAddress() })
      .catch(() => "unavailable" as const)
      .then((result) => isWanted && setOpened(result));
    // Another link pasted into the same tab changes only the fragment, which loads nothing.
    const reload = () => window.location.reload();
    window.addEventListener("hashchange", reload);
    return () => {
      isWanted = false;
      window.removeEventListener("hashchange", reload);
    };
  }, [openLink]);
  return opened;
}
