import { createHash, timingSafeEqual } from "node:crypto";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import type { Caller, Principal } from "@/lib/iam/caller";
import { type CredentialRow, findCredential } from "@/lib/iam/credential-store";
import { callerInScope } from "@/lib/iam/scope";
import { signServiceToken } from "@/lib/iam/service-token";
import { touchServiceCredential } from "@/lib/iam/store";
import { countClientFailure, requireClientPatience } from "@/lib/iam/throttle";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { tokenKey } from "./token-key";

/** What the token endpoint was asked with client credentials; null = not given. */
export interface TokenRequest {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Separated by single spaces (RFC 6749, section 3.3). */
  readonly scope: string | null;
  /** Identity or slug of the only project that the token opens. */
  readonly project: string | null;
  readonly lifetimeInSeconds: number;
}

/** Answer of the token endpoint. Source: RFC 6749, section 5.1. */
export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly scope: string;
}

const ACCESS_KEY = /^[\x21-\x7e]{1,128}$/;

/**
 * Issues the token of a service account for its access key and secret. What is found out about a known account, refusals
 * included, is on record before it is answered; the record holds only while the credential is what it was read as.
 * Errors: invalid_client, invalid_scope, project_not_found, too_many_requests, unavailable.
 */
export async function issueToken(call: Call, request: TokenRequest): Promise<IssuedToken> {
  const { clientId } = request;
  if (!ACCESS_KEY.test(clientId)) throw new KmsError("invalid_client");
  await requireClientPatience(clientId, call.clientAddress);
  let found: CredentialRow | undefined;
  const proving: Call = {
    ...call,
    async authenticate() {
      found = await findCredential(clientId);
      if (found === undefined) throw new KmsError("invalid_client");
      return callerInScope(principalOf(found), null, null, { clientAddress: call.clientAddress, method: call.method });
    },
  };
  const act = { action: "POST", event: "iam.token.issue", region: null, asked: "", feature: null };
  try {
    return await throughDoor(proving, act, async ({ attempt, caller }) => {
      attempt.resource = { type: "service_account", id: caller.principal.actorId };
      if (found === undefined || !opens(found, request.clientSecret)) throw new KmsError("invalid_client");
      const scopes = grantedScopes(request.scope, found.scopes);
      const placed = await callerInScope(caller.principal, null, request.project, caller.origin);
      attempt.caller = placed;
      return sign(placed, found, scopes, request.lifetimeInSeconds);
    });
  } catch (error) {
    if (isKmsError(error) && error.code === "invalid_client") {
      await countClientFailure(clientId, call.clientAddress);
    }
    throw error;
  }
}

async function sign(
  { principal, organisation, scope }: Caller,
  { expiresAt }: CredentialRow,
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

function opens({ secretHash, isLive, expiresAt }: CredentialRow, secret: string): boolean {
  const given = createHash("sha256").update(secret).digest();
  const isRight = secretHash.length === given.length && timingSafeEqual(secretHash, given);
  return isRight && isLive && (expiresAt === null || expiresAt > clock.now());
}

function grantedScopes(asked: string | null, held: readonly string[]): readonly string[] {
  const wanted = asked ? [...new Set(asked.split(" "))] : held;
  if (wanted.length === 0 || !wanted.every((scope) => held.includes(scope))) throw new KmsError("invalid_scope");
  return wanted;
}

/** The account in the role of caller of the token endpoint, where it needs no rights and gets none. */
function principalOf(row: CredentialRow): Principal {
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
