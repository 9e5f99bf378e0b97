import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import { type FederatedRow, findFederatedIdentities } from "@/lib/iam/credential-store";
import { callerInScope } from "@/lib/iam/scope";
import { countClientFailure } from "@/lib/iam/throttle";
import { clock } from "@/lib/platform/clock";
import { requirePatience } from "./client-patience";
import { accountPrincipal, grantedScopes, type IssuedToken, signToken } from "./sign-token";
import { claimedBy, isAcceptedBy } from "./subject-token";

/** What the token endpoint was asked with a token of another issuer; null = not given. */
export interface ExchangeRequest {
  /** A JSON Web Token of a trusted issuer. */
  readonly subjectToken: string;
  /** Identity or slug. */
  readonly organisation: string;
  /** Identity or slug. */
  readonly serviceAccount: string;
  /** Separated by single spaces; within what the federated identity allows. */
  readonly scope: string | null;
  /** Identity or slug of the only project that the token opens. */
  readonly project: string | null;
  readonly lifetimeInSeconds: number;
}

/** Answer to an exchange. Source: RFC 8693, section 2.2.1. */
export interface ExchangedToken extends IssuedToken {
  readonly issued_token_type: "urn:ietf:params:oauth:token-type:access_token";
}

const REFERENCE = /^[\x21-\x7e]{1,128}$/;

/**
 * Exchanges the token of a trusted issuer for one of a service account (RFC 8693). What is found out about a known identity,
 * refusals included, is on record before it is answered, on the condition that rights are still those that were read.
 * Errors: invalid_token (one text for every reason), invalid_scope, project_not_found, too_many_requests, unavailable.
 */
export async function exchangeToken(call: Call, request: ExchangeRequest): Promise<ExchangedToken> {
  const { organisation, serviceAccount, subjectToken } = request;
  const claimed = claimedBy(subjectToken);
  if (claimed === null || ![organisation, serviceAccount].every((text) => REFERENCE.test(text))) throw refused();
  const client = `${organisation} ${serviceAccount}`;
  await requirePatience(call, client);
  let found: readonly FederatedRow[] = [];
  const proving: Call = {
    ...call,
    async authenticate() {
      found = await findFederatedIdentities(organisation, serviceAccount, claimed.issuer, claimed.subject);
      const [first] = found;
      if (first === undefined) throw refused();
      return callerInScope(accountPrincipal(first), null, null, originOf(call));
    },
  };
  const act = { action: "POST", event: "iam.token.issue", region: null, asked: "", feature: null };
  try {
    return await throughDoor(proving, act, async ({ attempt, caller }) => {
      attempt.resource = { type: "service_account", id: caller.principal.actorId };
      const identity = await acceptingIdentity(found, subjectToken);
      const principal = accountPrincipal(identity);
      attempt.caller = await callerInScope(principal, null, null, caller.origin);
      const scopes = grantedScopes(request.scope, identity.scopes);
      attempt.caller = await callerInScope(principal, null, request.project, caller.origin);
      const issued = await signToken(attempt.caller, identity, scopes, request.lifetimeInSeconds);
      return { ...issued, issued_token_type: "urn:ietf:params:oauth:token-type:access_token" as const };
    });
  } catch (error) {
    if (isKmsError(error) && error.code === "invalid_token") await countClientFailure(client, call.clientAddress);
    throw error;
  }
}

const originOf = ({ clientAddress, method }: Call) => ({ clientAddress, method });

/** One text for every reason: nobody learns which accounts and identities exist. */
const refused = () => new KmsError("invalid_token", { message: "The subject token opens no such service account." });

/** Several identities may name one subject, with other audiences or conditions: the first that accepts the token counts. */
async function acceptingIdentity(rows: readonly FederatedRow[], token: string): Promise<FederatedRow> {
  for (const row of rows) {
    const lives = row.isLive && (row.expiresAt === null || row.expiresAt > clock.now());
    if (lives && (await isAcceptedBy(row, token))) return row;
  }
  throw refused();
}
