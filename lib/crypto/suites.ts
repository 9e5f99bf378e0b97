import { KEY_TYPE_NAMES, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { aeadSuite } from "./aead-suite";
import { ecdsaSuite } from "./ecdsa-suite";
import { ed25519Suite } from "./ed25519-suite";
import { hmacSuite } from "./hmac-suite";
import { rsaSuite } from "./rsa-suite";
import type { FamilySuite, Suite } from "./suite";

const unsupported = (): never => {
  throw new KmsError("operation_not_supported");
};

const NONE = {
  acceptPublic: unsupported,
  encrypt: unsupported,
  decrypt: unsupported,
  sign: unsupported,
  verify: unsupported,
  mac: unsupported,
};

const SUITES = Object.fromEntries(
  KEY_TYPE_NAMES.map((keyType): [KeyType, Suite] => [keyType, { ...NONE, ...suiteOf(keyType) }]),
) as Record<KeyType, Suite>;

/** The functions that run keys of a type. */
export function suiteFor(keyType: KeyType): Suite {
  return SUITES[keyType];
}

function suiteOf(keyType: KeyType): FamilySuite {
  const facts = keyTypeFacts(keyType);
  switch (facts.family) {
    case "aead":
      return aeadSuite(keyType, facts);
    case "rsa":
      return rsaSuite(keyType, facts);
    case "ecdsa":
      return ecdsaSuite(keyType, facts);
    case "ed25519":
      return ed25519Suite(keyType);
    case "hmac":
      return hmacSuite(facts);
  }
}
