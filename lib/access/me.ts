import type { z } from "zod";
import type { MembershipMessage, me } from "@/lib/contract/access";
import { findMembershipsOfUser } from "@/lib/iam/membership-store";
import { accessRead } from "./access-verb";
import { membershipMessage } from "./membership-message";

const OF_PRINCIPAL = { permission: null, ofPrincipal: true, resourceType: "principal" } as const;

/** Who calls, and with which credential. */
export const readMe = accessRead({
  ...OF_PRINCIPAL,
  event: "iam.me.read",
  async run({ caller }): Promise<z.output<typeof me>> {
    const { principal } = caller;
    return {
      identity: principal.actorId,
      // Client keys have no way to this call.
      kind: principal.kind === "user" ? "user" : "service_account",
      name: principal.actorName,
      email: principal.actorEmail,
      isPlatformAdministrator: principal.isPlatformAdministrator,
      credential: {
        identity: principal.credentialId,
        kind: principal.credentialKind,
        scopes: principal.scopes === null ? null : [...principal.scopes],
      },
    };
  },
});

/** The caller's memberships that the credential opens; service accounts have none. */
export const listOwnMemberships = accessRead({
  ...OF_PRINCIPAL,
  event: "iam.me.memberships",
  async run({ caller }): Promise<MembershipMessage[]> {
    const { kind, actorId, organisations } = caller.principal;
    if (kind !== "user") return [];
    const rows = await findMembershipsOfUser(actorId);
    return rows.filter((row) => organisations.some(({ id }) => id === row.organisationId)).map(membershipMessage);
  },
});
