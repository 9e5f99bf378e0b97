"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { lazy, useEffect } from "react";
import type { Viewer } from "@/lib/contract/console";
import { usePlace } from "../layout/organisation-context";
import { fetchJson } from "../query/fetch-json";
import { setSession, useSession } from "../query/session-end";
import { Dialog } from "../ui/dialog";

// Few pages are open when their session ends.
const SignInForm = lazy(() => import("./sign-in-form").then((loaded) => ({ default: loaded.SignInForm })));

/** Signs in again over the page when its session has ended, so that what was typed on it stays. */
export function SessionEnded() {
  const t = useTranslations("auth");
  const session = useSession();
  const { viewer } = usePlace();
  const resume = useResume(viewer);
  const hasEnded = session !== "open";

  useEffect(() => {
    if (!hasEnded) return;
    // Perhaps one has signed in again in another tab.
    const look = () => void resume().catch(() => undefined);
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [hasEnded, resume]);

  return (
    <Dialog
      title={t("endedTitle")}
      isOpen={session === "ended"}
      onOpenChange={(isOpen) => {
        if (!isOpen && hasEnded) setSession("set-aside");
      }}
    >
      <p className="mb-4 text-ink-muted">{t("endedText")}</p>
      <SignInForm email={viewer.user.email} onSignedIn={() => void resume().catch(() => window.location.reload())} />
    </Dialog>
  );
}

/** Goes on with the page if it is the same person; another one gets the page afresh, without what the first one typed. */
function useResume(viewer: Viewer): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    const now = await fetchJson<Viewer>("/console-api/viewer");
    if (now.user.identity !== viewer.user.identity) return window.location.reload();
    setSession("open");
    void client.invalidateQueries();
  };
}
