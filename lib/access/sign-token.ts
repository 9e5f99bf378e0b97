import { KmsError } from "@/lib/contract/kms-error";
import type { Caller, Principal } from "@/lib/iam/caller";
import type { AccountCredential } from "@/lib/iam/credential-store";
import { signServiceToken } from "@/lib/iam/service-token";
import { touchServiceCredential } from "@/lib/iam/store";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { tokenKey } from "./token-key";

/** Answer of the token endpoint. Source: RFC 6749, section 5.1. */
export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly scope: string;
}

/** Signs a token for an account, no longer than its credential lives, and notes the use. */
export async function signToken(
  { principal, organisation, scope }: Caller,
  { expiresAt }: AccountCredential,
  scopes: readonly string[],
  lifetimeInSeconds: number,
): Promise<IssuedToken> {
  const at = clock.now();
  const nowInSeconds = Math.floor(at.getTime() / 1_000);
  const endInSeconds = expiresAt === null ? Number.POSITIVE_INFINITY : Math.floor(expiresAt.getTime() / 1_000);
  const exp = Math.min(nowInSeconds + lifetimeInSeconds, endInSeconds);
  const claims = {
    sub: principal.actorId,
    org: organisation.id,
    cred: principal.credentialId,
    scope: scopes.join(" "),
    ...(scope.projectId === "" ? {} : { project: scope.projectId }),
    exp,
    jti: newId("req").slice(4),
  };
  const token = await signServiceToken(await tokenKey(), config().publicUrl, claims);
  touchServiceCredential(principal.credentialId, at).catch((error: unknown) => {
    log.debug({ credential: principal.credentialId, error: String(error) }, "last use could not be noted");
  });
  return { access_token: token, token_type: "Bearer", expires_in: exp - nowInSeconds, scope: claims.scope };
}

/** The scopes of a token: those asked for, or all. Error: invalid_scope. */
export function grantedScopes(asked: string | null, held: readonly string[]): readonly string[] {
  const wanted = asked ? [...new Set(asked.split(" "))] : held;
  if (wanted.length === 0 || !wanted.every((scope) => held.includes(scope))) throw new KmsError("invalid_scope");
  return wanted;
}

/** The account in the role of caller of the token endpoint, where it needs no rights and gets none. */
export function accountPrincipal(row: AccountCredential): Principal {
  return {
    kind: "service_account",
    actorId: row.accountId,
    actorName: row.accountName,
    actorEmail: "",
    isPlatformAdministrator: false,
    credentialKind: "service_token",
    credentialId: row.credentialId,
    scopes: null,
    confinedToProject: null,
    confinedToOrganisation: null,
    expiresAtMs: null,
    organisations: [
      {
        id: row.organisationId,
        name: row.organisationName,
        slug: row.organisationSlug,
        role: "MEMBER",
        grants: [],
        featuresDisabled: [],
        limits: row.limits,
        epoch: BigInt(row.epoch),
      },
    ],
    confirmedAtMs: clock.monotonicMs(),
  };
}
