import type { z } from "zod";
import type { SuiteOperation } from "@/lib/contract/key-types";
import type { BatchOperation, BatchResponse } from "@/lib/contract/kms-operations";
import { parseRequest } from "@/lib/door/parse-request";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { hmac, verifyHmac } from "./hmac";
import type { KeyOperation, KeyVerb, RunInput } from "./key-operation";
import { rewrap } from "./rewrap";
import { sign } from "./sign";
import { verify } from "./verify";

/** What one item of a batch is answered with. */
export type ItemResult = BatchResponse["results"][number];

/** An operation as the items of a batch ask for it. */
export interface ItemOperation {
  readonly operation: Pick<KeyOperation<z.ZodType, unknown>, "action" | "permission" | "alsoPermission" | "capability">;
  /** What its suite does, which says how long it takes. */
  readonly uses: SuiteOperation;
  /** Checks an item's fields and runs it. Errors: invalid_request, and those of the operation. */
  run(input: RunInput<unknown>): ItemResult | Promise<ItemResult>;
}

function itemOperation<Schema extends z.ZodType, Response extends ItemResult>(
  { operation }: KeyVerb<Schema, Response>,
  uses: SuiteOperation,
): ItemOperation {
  return {
    operation,
    uses,
    run(input) {
      const request = parseRequest(operation.request, input.request, "The item");
      return operation.run({ ...input, request });
    },
  };
}

/** The operations that items can ask for: the very ones that single calls run. */
export const ITEM_OPERATIONS: Readonly<Record<BatchOperation, ItemOperation>> = {
  encrypt: itemOperation(encrypt, "encrypt"),
  decrypt: itemOperation(decrypt, "decrypt"),
  rewrap: itemOperation(rewrap, "decrypt"),
  sign: itemOperation(sign, "sign"),
  verify: itemOperation(verify, "verify"),
  hmac: itemOperation(hmac, "mac"),
  verify_hmac: itemOperation(verifyHmac, "mac"),
};
