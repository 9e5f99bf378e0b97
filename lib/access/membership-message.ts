import type { MembershipMessage } from "@/lib/contract/access";
import { type AppUserRow, appUserOf } from "./app-user";
import { referenceTo } from "./described";

/** A membership as stored. */
export interface MembershipRow {
  readonly id: string;
  readonly role: string;
  readonly createdAt: Date;
  /** Null while the invitation was not followed. */
  readonly acceptedAt: Date | null;
  /** What the organisation calls the person until then. */
  readonly invitedName: string | null;
  readonly user: AppUserRow;
  readonly organisation: Parameters<typeof referenceTo>[0];
}

/** A membership as answers show it. */
export function membershipMessage(row: MembershipRow): MembershipMessage {
  const isPending = row.acceptedAt === null;
  return {
    identity: row.id,
    createdAt: row.createdAt.toISOString(),
    organisation: referenceTo(row.organisation),
    user: appUserOf(
      isPending ? { ...row.user, name: row.invitedName ?? row.user.name, createdAt: row.createdAt } : row.user,
    ),
    acceptedAt: row.acceptedAt?.toISOString() ?? null,
    role: row.role === "OWNER" ? "OWNER" : "MEMBER",
  };
}
