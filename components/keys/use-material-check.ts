"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import type { ImportDraft } from "./import-draft";
import { type MaterialSource, type ReadMaterial, readPrivateKey, readPublicKey, readRawKey } from "./read-key-material";

const TYPING_PAUSE_MILLISECONDS = 200;

/** Reads what was given as a key of this type; nothing leaves the page. */
export async function readMaterial(
  { way, source }: Pick<ImportDraft, "way" | "source">,
  keyType: KeyType,
): Promise<ReadMaterial> {
  const facts = keyTypeFacts(keyType);
  if (way === "public") return readPublicKey(source, keyType);
  return facts.family === "aead" ? readRawKey(source, facts.keyBytes) : readPrivateKey(source, keyType);
}

/** What the given key is, read again a moment after it or the type changes; null while there is none. */
export function useMaterialCheck({ way, source }: ImportDraft, keyType: KeyType | null): ReadMaterial | null {
  const [checked, setChecked] = useState<{ of: MaterialSource; read: ReadMaterial } | null>(null);
  const isWanted = way !== "wrapped" && source.length > 0 && keyType !== null;

  useEffect(() => {
    setChecked(null);
    if (!isWanted) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const read = await readMaterial({ way, source }, keyType);
      if (isCurrent) setChecked({ of: source, read });
    }, TYPING_PAUSE_MILLISECONDS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [way, source, keyType, isWanted]);

  return checked !== null && checked.of === source ? checked.read : null;
}

/** Says what was read, or why it cannot be the key. */
export function useMaterialWords(): (read: ReadMaterial, keyType: KeyType) => string {
  const t = useTranslations("keys");
  return (read, keyType) => {
    const facts = keyTypeFacts(keyType);
    const isRaw = facts.family === "aead";
    const expected = isRaw ? facts.keyBytes : 0;
    if (read.ok) {
      const form = t(`import.form.${read.form}`);
      return isRaw ? t("import.readRaw", { bytes: read.bytes.length, form }) : t("import.readPair", { keyType, form });
    }
    return t(`import.problem.${read.problem}`, {
      keyType,
      expected,
      hex: expected * 2,
      bytes: read.length?.bytes ?? 0,
      form: read.length ? t(`import.form.${read.length.form}`) : "",
      found: read.found ?? "",
    });
  };
}
