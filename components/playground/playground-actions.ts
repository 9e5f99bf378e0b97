import type { ActionResult } from "@/lib/contract/console";
import type { JwtVerifyResponse } from "@/lib/contract/kms-operations";
import type { KeyChanges, KeyPlace } from "../keys/key-actions";
import type { Operation } from "./operations";

/** What the operations answer. Which fields there are follows from the operation. */
export interface OperationAnswer {
  ciphertext?: string;
  plaintext?: string;
  signature?: string;
  hmac?: string;
  token?: string;
  valid?: boolean;
  reason?: JwtVerifyResponse["reason"];
  claims?: Readonly<Record<string, unknown>>;
  keyVersion?: number | string;
}

/** Body of a call, as the API takes it. */
export type OperationRequest = Readonly<Record<string, unknown>>;

/** Server actions of the playground. */
export interface PlaygroundActions extends KeyChanges {
  runOperation: (
    place: KeyPlace,
    operation: Operation,
    request: OperationRequest,
  ) => Promise<ActionResult<OperationAnswer>>;
}
