"use client";

import { Check, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { capabilitiesOf, type KeyPurpose } from "@/lib/contract/key-purposes";
import { type Capability, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";

interface KeyCapabilitiesProps {
  of: { keyType: KeyType; purpose: KeyPurpose; publicOnly?: boolean; exportAllowed?: boolean };
}

/** What a key may be asked for, and what its type could do but the key does not. */
export function KeyCapabilities({ of }: KeyCapabilitiesProps) {
  const t = useTranslations("keys");
  const isReal = (capability: Capability) => capability !== "export" || of.exportAllowed === true;
  const can = capabilitiesOf(of).filter(isReal);
  const cannot = keyTypeFacts(of.keyType).capabilities.filter((one) => one !== "export" && !can.includes(one));
  return (
    <div className="flex flex-col gap-1.5">
      <ul aria-label={t("capability.can")} className="flex flex-wrap gap-x-3 gap-y-1 text-control">
        {can.map((capability) => (
          <li key={capability} className="inline-flex items-center gap-1 text-ink">
            <Check aria-hidden className="size-3.5 shrink-0 text-good" />
            {t(`capability.${capability}`)}
          </li>
        ))}
      </ul>
      {cannot.length === 0 ? null : (
        <ul aria-label={t("capability.cannot")} className="flex flex-wrap gap-x-3 gap-y-1 text-caption">
          {cannot.map((capability) => (
            <li key={capability} className="inline-flex items-center gap-1 text-ink-muted">
              <Minus aria-hidden className="size-3 shrink-0" />
              <span className="sr-only">{t("capability.not")} </span>
              {t(`capability.${capability}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
