import type { MembershipMessage } from "@/lib/contract/access";
import { type AppUserRow, appUserOf } from "./app-user";
import { referenceTo } from "./described";

/** A membership as stored. */
export interface MembershipRow {
  readonly id: string;
  readonly role: string;
  readonly createdAt: Date;
  readonly user: AppUserRow;
  readonly organisation: Parameters<typeof referenceTo>[0];
}

/** A membership as answers show it. */
export function membershipMessage(row: MembershipRow): MembershipMessage {
  return {
    identity: row.id,
    createdAt: row.createdAt.toISOString(),
    organisation: referenceTo(row.organisation),
    user: appUserOf(row.user),
    role: row.role === "OWNER" ? "OWNER" : "MEMBER",
  };
}
