"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { downloadText } from "../keys/download-text";
import { Button } from "../ui/button";
import { ShownOnce } from "../ui/shown-once";

/** A client key that has just been made, with what nobody can look up again. */
export interface MadeClientKey {
  readonly name: string;
  readonly keyId: string;
  readonly clientKeyContent: string;
  readonly password: string;
}

/** The file of a new client key and its password, given this once. */
export function ClientKeyMade({ of, onClose }: { of: MadeClientKey; onClose: () => void }) {
  const t = useTranslations("clientKeys");
  return (
    <ShownOnce
      title={t("madeTitle", { name: of.name })}
      text={t("madeText")}
      values={[{ label: t("password"), value: of.password }]}
      onClose={onClose}
      action={
        <Button
          tone="primary"
          icon={<Download aria-hidden />}
          onPress={() => downloadText(`clientKey_${of.keyId}.json`, of.clientKeyContent)}
        >
          {t("download")}
        </Button>
      }
    />
  );
}
