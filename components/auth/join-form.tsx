"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { LinkPurpose } from "@/lib/contract/console";
import { Button } from "../ui/button";
import { InlineError } from "../ui/inline-error";
import { type LinkActions, secretOfAddress } from "./link-actions";
import { SignInForm } from "./sign-in-form";

interface JoinFormProps {
  link: Extract<LinkPurpose, { kind: "join" }>;
  joinOrganisation: LinkActions["joinOrganisation"];
}

/** Lets a person who has an account join an organisation: as whom they are signed in, or with their password. */
export function JoinForm({ link, joinOrganisation }: JoinFormProps) {
  const t = useTranslations("auth");
  const { organisationName: organisation, email } = link;
  const [isSignedIn, setSignedIn] = useState(link.isSignedIn);
  const [isPending, setPending] = useState(false);
  const [failures, setFailures] = useState(0);
  const [refusal, setRefusal] = useState<{ code?: string; message: string; requestId?: string } | null>(null);

  async function join() {
    setPending(true);
    setRefusal(null);
    const result = await joinOrganisation({ secret: secretOfAddress() }).catch(() => null);
    if (result?.ok) return window.location.assign(`/${result.value.slug}`);
    setPending(false);
    setFailures((count) => count + 1);
    // Signed in as somebody else, or no more: then the password is asked for again.
    setSignedIn(result?.error.code !== "unauthenticated" && result?.error.code !== "permission_denied");
    setRefusal(result?.error ?? { message: t("unavailable") });
  }

  return (
    <>
      <h1 className="text-page wrap-anywhere">{t("joinTitle", { organisation })}</h1>
      <p className="mt-1 mb-6 text-ink-muted wrap-anywhere">
        {t(isSignedIn ? "joinLeadSignedIn" : "joinLead", { organisation, email })}
      </p>
      {refusal ? (
        <div className="mb-4">
          <InlineError message={refusal.message} requestId={refusal.requestId} />
        </div>
      ) : null}
      {isSignedIn ? (
        <Button tone="primary" isPending={isPending} onPress={join} className="min-h-9 w-full">
          {t("joinSubmit", { organisation })}
        </Button>
      ) : (
        // Once it has signed somebody in, the form waits for ever: after a refusal there is a new one.
        <SignInForm key={failures} email={email} submitLabel={t("joinSubmit", { organisation })} onSignedIn={join} />
      )}
    </>
  );
}
