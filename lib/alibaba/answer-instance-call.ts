import { constants, hash, verify } from "node:crypto";
import { create, toBinary } from "@bufbuild/protobuf";
import { countCall } from "@/lib/audit/call-counts";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import { CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import { throughDoor } from "@/lib/door/door";
import type { Principal } from "@/lib/iam/caller";
import { clientAddress } from "@/lib/iam/client-address";
import { cachedPrincipalOfClientKey, principalOfClientKey } from "@/lib/iam/principal";
import { callerInScope } from "@/lib/iam/scope";
import { openRuntime } from "@/lib/kms/runtime";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { log } from "@/lib/platform/log";
import { InstanceError, instanceErrorOf, invalidParam, unknownClientKey } from "./instance-error";
import { ClientGone, type InstanceInput } from "./instance-input";
import { ErrorSchema } from "./instance-messages";
import { type OperationAnswer, RecordedRefusal } from "./operation";
import { MEDIA_TYPE, type RequestHead, readHead } from "./request-head";

/** An answer before it is sent. */
export interface InstanceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const SIGNATURE_NOT_MATCH = new InstanceError(
  401,
  "SignatureNotMatch",
  "The signature is not that of the client key over this request.",
);

/**
 * Answers one call of the KMS instance protocol, whatever happens, in its own form: protobuf, or nothing at all with 413.
 * The order of the checks: headers, client key, body and its hash, signature, then the operation through the door.
 */
export async function answerInstanceCall(input: InstanceInput): Promise<InstanceAnswer> {
  const requestId = newId("req");
  try {
    const head = readHead(input, clock.nowMs());
    await openRuntime();
    const call = callOf(input, head, requestId);
    const proven = await prove(call, head, input);
    const { body, versionId } = await carriedOut(call, head, proven);
    return { status: 200, headers: headersOf(requestId, versionId), body };
  } catch (error) {
    if (error instanceof ClientGone) throw error;
    return refusal(error, requestId);
  }
}

function headersOf(requestId: string, versionId: string | null): Record<string, string> {
  const headers = { "content-type": MEDIA_TYPE, "cache-control": "no-store", "x-request-id": requestId };
  return versionId === null ? headers : { "x-kms-migrationkeyversionid": versionId, ...headers };
}

function refusal(error: unknown, requestId: string): InstanceAnswer {
  const refused = error instanceof RecordedRefusal ? error.refusal : instanceErrorOf(error, NOTHING_ASKED);
  const own = error instanceof RecordedRefusal ? error.cause : error;
  // Those of the KMS are logged where they happen.
  if (refused.status >= 500 && !isKmsError(own)) {
    log.error({ requestId, error: own instanceof Error ? own.stack : String(own) }, "instance call failed");
  }
  const { status: statusCode, code: errorCode, message: errorMessage } = refused;
  // Clients read a body of 413 as nothing; the protocol sends none.
  if (statusCode === 413) return { status: 413, headers: { "x-request-id": requestId }, body: new Uint8Array() };
  const body = toBinary(ErrorSchema, create(ErrorSchema, { statusCode, errorCode, errorMessage, requestId }));
  return { status: statusCode, headers: { ...headersOf(requestId, null), ...retryAfter(own) }, body };
}

const NOTHING_ASKED = { keyId: "", symmetricOnly: false } as const;

function retryAfter(error: unknown): Record<string, string> {
  const seconds = isKmsError(error) ? error.retryAfterInSeconds : undefined;
  return seconds === undefined ? {} : { "retry-after": String(seconds) };
}

function callOf(input: InstanceInput, { clientKeyId }: RequestHead, requestId: string): Call {
  const startedAtMs = clock.monotonicMs();
  const address = clientAddress({
    socketAddress: input.socketAddress,
    forwardedFor: input.header("x-forwarded-for"),
    trustedProxies: config().trustedProxies,
  });
  const origin = { clientAddress: address, method: input.method };
  return {
    requestId,
    edge: "instance",
    method: input.method,
    path: "/",
    clientAddress: address,
    userAgent: input.header("user-agent") ?? "",
    startedAtMs,
    deadlineMs: startedAtMs + CALL_DEADLINE_MS,
    // The signature was checked before the first verb ran, with a public key that never changes.
    authenticate(options) {
      const cached = cachedPrincipalOfClientKey(clientKeyId, options);
      if (cached !== null) return callerInScope(cached, null, null, origin);
      return principalOfClientKey(clientKeyId, options).then((found) => callerInScope(found, null, null, origin));
    },
    body: async () => undefined,
  };
}

interface Proven {
  readonly clientKey: NonNullable<Principal["clientKey"]>;
  readonly body: Uint8Array;
}

/** Whose call it is: client key, body, its hash and the signature over both. Throws InstanceError, and KmsError where that cannot be found out. */
async function prove(call: Call, head: RequestHead, input: InstanceInput): Promise<Proven> {
  const { clientKey } = await countingRefusal(call, () => knownPrincipal(head.clientKeyId));
  if (clientKey === undefined) throw new Error("a client key has no public key");
  const body = await input.readBody();
  if (hash("sha256", body, "hex").toUpperCase() !== head.bodyHash) throw invalidParam("Content-SHA256");
  await countingRefusal(call, () => requireSignature(clientKey, head));
  return { clientKey, body };
}

function knownPrincipal(clientKeyId: string): Principal | Promise<Principal> {
  return cachedPrincipalOfClientKey(clientKeyId) ?? principalOfClientKey(clientKeyId);
}

const PADDING = constants.RSA_PKCS1_PADDING;

/** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2). */
function requireSignature({ publicKey: key }: Proven["clientKey"], { stringToSign, signature }: RequestHead): void {
  if (!verify("sha256", Buffer.from(stringToSign), { key, padding: PADDING }, signature)) throw SIGNATURE_NOT_MATCH;
}

/** Calls that prove nobody are counted by address, as they are at every edge. */
async function countingRefusal<T>({ clientAddress: from }: Call, decide: () => T | Promise<T>): Promise<T> {
  try {
    return await decide();
  } catch (error) {
    const isUnknown = isKmsError(error) && error.code === "unauthenticated";
    if (isUnknown || error === SIGNATURE_NOT_MATCH) countCall(homeDatabase(), "unauthenticated", from);
    throw isUnknown ? unknownClientKey() : error;
  }
}

async function carriedOut(
  call: Call,
  { operation, versionId }: RequestHead,
  { clientKey: { region }, body }: Proven,
): Promise<OperationAnswer> {
  try {
    return await operation({ call, region, body, versionId });
  } catch (error) {
    if (!(error instanceof InstanceError)) throw error;
    return recordRefusal(call, region, error);
  }
}

/** What was wrong with the message itself has been found out before any verb: somebody known did it, so it is recorded. */
function recordRefusal(call: Call, region: string, cause: InstanceError): Promise<never> {
  const act = { action: "kms.instance_call", event: "kms.instance_call", region, asked: "" };
  return throughDoor<never>(call, act, async () => {
    throw new KmsError("invalid_request", { message: cause.message, cause });
  });
}
