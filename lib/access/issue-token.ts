import { createHash, timingSafeEqual } from "node:crypto";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { type CredentialRow, findCredential } from "@/lib/iam/credential-store";
import { callerInScope } from "@/lib/iam/scope";
import { countClientFailure } from "@/lib/iam/throttle";
import { clock } from "@/lib/platform/clock";
import { requirePatience } from "./client-patience";
import { accountPrincipal, grantedScopes, type IssuedToken, signToken } from "./sign-token";

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

const ACCESS_KEY = /^[\x21-\x7e]{1,128}$/;

/**
 * Issues the token of a service account for its access key and secret. What is found out about a known account, refusals
 * included, is on record before it is answered; the record holds only while the credential is what it was read as.
 * Errors: invalid_client, invalid_scope, project_not_found, too_many_requests, unavailable.
 */
export async function issueToken(call: Call, request: TokenRequest): Promise<IssuedToken> {
  const { clientId } = request;
  if (!ACCESS_KEY.test(clientId)) throw new KmsError("invalid_client");
  await requirePatience(call, clientId);
  let found: CredentialRow | undefined;
  const proving: Call = {
    ...call,
    async authenticate() {
      found = await findCredential(clientId);
      if (found === undefined) throw new KmsError("invalid_client");
      return callerInScope(accountPrincipal(found), null, null, {
        clientAddress: call.clientAddress,
        method: call.method,
      });
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
      return signToken(placed, found, scopes, request.lifetimeInSeconds);
    });
  } catch (error) {
    if (isKmsError(error) && error.code === "invalid_client") {
      await countClientFailure(clientId, call.clientAddress);
    }
    throw error;
  }
}

function opens({ secretHash, isLive, expiresAt }: CredentialRow, secret: string): boolean {
  const given = createHash("sha256").update(secret).digest();
  const isRight = secretHash.length === given.length && timingSafeEqual(secretHash, given);
  return isRight && isLive && (expiresAt === null || expiresAt > clock.now());
}
