import type { AuditItem } from "@/lib/contract/audit";

type Texts = (name: "who.system" | "who.nobody") => string;

/** Who acted, by name where it is known. */
export function actorName(
  record: Pick<AuditItem, "user" | "userIdentity" | "serviceAccount" | "serviceAccountIdentity" | "client">,
  t: Texts,
): string {
  const { user, userIdentity, serviceAccount, serviceAccountIdentity, client } = record;
  const named = user?.name ?? serviceAccount?.name ?? userIdentity ?? serviceAccountIdentity;
  return named ?? t(client === "job" ? "who.system" : "who.nobody");
}

/** Identity of who acted, for filters; null where nobody did. */
export function actorIdentity(record: Pick<AuditItem, "userIdentity" | "serviceAccountIdentity">): string | null {
  return record.userIdentity ?? record.serviceAccountIdentity;
}
