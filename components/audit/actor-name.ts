import type { AuditItem } from "@/lib/contract/audit";

type Texts = (name: "who.system" | "who.nobody") => string;

type Identified = Pick<AuditItem, "userIdentity" | "serviceAccountIdentity" | "clientKeyIdentity">;

/** Who acted, by name where it is known. */
export function actorName(
  record: Pick<AuditItem, "user" | "serviceAccount" | "clientKey" | "client"> & Identified,
  t: Texts,
): string {
  const { user, serviceAccount, clientKey, client } = record;
  const named = user?.name ?? serviceAccount?.name ?? clientKey?.name ?? actorIdentity(record);
  return named ?? t(client === "job" ? "who.system" : "who.nobody");
}

/** Identity of who acted, for filters; null where nobody did. */
export function actorIdentity(record: Identified): string | null {
  return record.userIdentity ?? record.serviceAccountIdentity ?? record.clientKeyIdentity;
}
