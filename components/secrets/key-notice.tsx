"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SecretMessage } from "@/lib/contract/secrets";
import { keyAddress } from "../keys/addresses";
import { ButtonLink } from "../ui/link";
import type { SecretPlace } from "./secret-actions";

/** Above everything while the key does not work: what that means for the secret, and what to do. */
export function KeyNotice({ kmsKey, place }: Pick<SecretMessage, "kmsKey"> & { place: SecretPlace }) {
  const t = useTranslations("secrets");
  const { status, name = "", slug = kmsKey.identity } = kmsKey;
  if (status === undefined || status === "active") return null;
  const state = status === "disabled" ? "disabled" : "pending";
  return (
    <section
      aria-label={t(`key.${state}`, { name })}
      className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3 rounded-panel border border-warn/40 bg-warn-soft px-4 py-3"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium text-body">{t(`key.${state}`, { name })}</p>
        <p className="mt-0.5 text-control text-ink-muted">{t(`key.${state}Text`)}</p>
      </div>
      <ButtonLink href={keyAddress({ ...place, key: slug })}>{t("key.open")}</ButtonLink>
    </section>
  );
}
