"use server";

import type { Operation } from "@/components/playground/operations";
import type { OperationAnswer } from "@/components/playground/playground-actions";
import type { ActionResult } from "@/lib/contract/console";
import { KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { dataKey } from "@/lib/kms/data-key";
import { decrypt } from "@/lib/kms/decrypt";
import { encrypt } from "@/lib/kms/encrypt";
import { hmac, verifyHmac } from "@/lib/kms/hmac";
import { jwtSign } from "@/lib/kms/jwt-sign";
import { jwtVerify } from "@/lib/kms/jwt-verify";
import type { KeyTarget } from "@/lib/kms/key-operation";
import { rewrap } from "@/lib/kms/rewrap";
import { sign } from "@/lib/kms/sign";
import { verify } from "@/lib/kms/verify";
import { onKey } from "../keys/on-key";

type Verb = (call: Call, target: KeyTarget) => Promise<OperationAnswer>;

const VERBS = {
  encrypt,
  decrypt,
  sign,
  verify,
  hmac,
  verify_hmac: verifyHmac,
  jwt_sign: jwtSign,
  jwt_verify: jwtVerify,
  data_key: dataKey,
  rewrap,
} as const satisfies Record<Operation, Verb>;

const BY_NAME: ReadonlyMap<unknown, Verb> = new Map(Object.entries(VERBS));

/** Runs one operation with a key, for the person at the page. */
export async function runOperation(
  place: unknown,
  operation: unknown,
  request: unknown,
): Promise<ActionResult<OperationAnswer>> {
  return onKey(place, BY_NAME.get(operation) ?? unknownOperation, request);
}

async function unknownOperation(): Promise<never> {
  throw new KmsError("invalid_request", { message: "The request does not name an operation of the playground." });
}
