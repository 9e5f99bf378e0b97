import type { z } from "zod";
import { type KeyFamily, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { type KeyVerb, keyOperation } from "./key-operation";

/** The key that a name stood for when an operation ran. */
export interface NamedKey {
  readonly keyId: string;
  readonly keyType: KeyType;
}

/**
 * The same operation, for keys of some families alone, whose answer also says which key was meant: for edges where the
 * answer to an alias names the key. Error, beside its own: operation_not_supported.
 */
export function namingKey<Schema extends z.ZodType, Response extends object>(
  { operation }: KeyVerb<Schema, Response>,
  families: readonly KeyFamily[],
): KeyVerb<Schema, Response & NamedKey> {
  return keyOperation<Schema, Response & NamedKey>({
    ...operation,
    async run(input) {
      const { id, keyType } = input.key.facts;
      const { family } = keyTypeFacts(keyType);
      if (!families.includes(family)) {
        const message = `The algorithm does not fit the key, which is of type ${keyType}.`;
        throw new KmsError("operation_not_supported", { message, fact: family });
      }
      return Object.assign({}, await operation.run(input), { keyId: id, keyType });
    },
  });
}
