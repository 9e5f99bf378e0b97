import type { z } from "zod";
import type { KeyType } from "@/lib/contract/key-types";
import { type KeyVerb, keyOperation } from "./key-operation";

/** The key that a name stood for when an operation ran. */
export interface NamedKey {
  readonly keyId: string;
  readonly keyType: KeyType;
}

/** The same operation, whose answer also says which key was meant: for edges where the answer to an alias names the key. */
export function namingKey<Schema extends z.ZodType, Response extends object>({
  operation,
}: KeyVerb<Schema, Response>): KeyVerb<Schema, Response & NamedKey> {
  return keyOperation<Schema, Response & NamedKey>({
    ...operation,
    async run(input) {
      const { id, keyType } = input.key.facts;
      return { ...(await operation.run(input)), keyId: id, keyType };
    },
  });
}
