import type { MembershipMessage } from "@/lib/contract/access";
import { type AppUserRow, memberAsSeen, type SeenMembership } from "./app-user";
import { referenceTo } from "./described";

/** A membership as stored. */
export interface MembershipRow extends SeenMembership {
  readonly id: string;
  readonly role: string;
  readonly user: AppUserRow;
  readonly organisation: Parameters<typeof referenceTo>[0];
}

/** A membership as answers show it. */
export function membershipMessage(row: MembershipRow): MembershipMessage {
  return {
    identity: row.id,
    createdAt: row.createdAt.toISOString(),
    organisation: referenceTo(row.organisation),
    user: memberAsSeen(row.user, row),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    role: row.role === "OWNER" ? "OWNER" : "MEMBER",
  };
}
