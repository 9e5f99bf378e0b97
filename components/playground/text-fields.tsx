"use client";

import { useTranslations } from "next-intl";
import { TextArea } from "../ui/text-area";
import type { FieldProps } from "./field-props";

/** What an earlier call returned: a ciphertext, signature, MAC or token. */
export function EarlierField(props: FieldProps & { name: "ciphertext" | "signature" | "hmac" | "token" }) {
  const { operation, draft, dispatch, errorOf, name } = props;
  const t = useTranslations("playground");
  return (
    <TextArea
      label={t(`field.${name}`)}
      rows={5}
      isMono
      value={draft.question.earlier}
      onChange={(earlier) => dispatch({ type: "earlier", operation, earlier })}
      error={errorOf("earlier")}
      placeholder={name === "token" ? "eyJhbGciOi…" : "thalassa:v1:…"}
      autoComplete="off"
      spellCheck="false"
    />
  );
}

/** The claims set of a new token, as JSON. */
export function ClaimsField({ operation, draft, dispatch, errorOf }: FieldProps) {
  const t = useTranslations("playground");
  return (
    <TextArea
      label={t("field.claims")}
      help={t("claimsHelp")}
      rows={5}
      isMono
      value={draft.question.claims}
      onChange={(claims) => dispatch({ type: "claims", operation, claims })}
      error={errorOf("claims")}
      autoComplete="off"
      spellCheck="false"
    />
  );
}
