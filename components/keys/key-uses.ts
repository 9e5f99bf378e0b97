import { type KeyPurpose, keyTypesFor } from "@/lib/contract/key-purposes";
import { type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import type { RsaPadding } from "@/lib/contract/kms";

interface UseFacts {
  /** What fits almost everybody who chooses this use. */
  readonly recommended: KeyType;
  /** RSA paddings that the use has any need of. */
  readonly paddings: readonly RsaPadding[];
  /** Whether a new version disturbs nobody: those who hold an old public key or zone would have to follow. */
  readonly rotates: boolean;
}

const USES = {
  encrypt: { recommended: "aes256-gcm96", paddings: ["oaep"], rotates: true },
  sign: { recommended: "ecdsa-p256", paddings: ["pss", "pkcs1v15"], rotates: false },
  mac: { recommended: "hmac-sha256", paddings: [], rotates: false },
  jwt: { recommended: "ecdsa-p256", paddings: ["pss", "pkcs1v15"], rotates: false },
  dnssec: { recommended: "ecdsa-p256", paddings: ["pkcs1v15"], rotates: false },
  general: { recommended: "aes256-gcm96", paddings: ["oaep", "pss", "pkcs1v15"], rotates: true },
} as const satisfies Partial<Record<KeyPurpose, UseFacts>>;

/** What a person can want a key for: every purpose but those that only features of the product bind keys to. */
export type KeyUse = keyof typeof USES;

export const KEY_USE_DEFAULT: KeyUse = "encrypt";

/** Every use, the frequent ones first. */
export const KEY_USES = Object.keys(USES) as [KeyUse, ...KeyUse[]];

/** Facts of a use. */
export function factsOfUse(use: KeyUse): UseFacts {
  return USES[use];
}

/** The use of this name; the usual one for anything else. */
export function keyUseNamed(name: string | null | undefined): KeyUse {
  return KEY_USES.find((use) => use === name) ?? KEY_USE_DEFAULT;
}

/** Where the material of a key comes from: made here, brought along, or only its public half. */
export type KeyOrigin = "generated" | "imported" | "public";

/** Types that serve a use and can have this origin. */
export function typesFor(use: KeyUse, origin: KeyOrigin): KeyType[] {
  return keyTypesFor(use).filter((keyType) => {
    const { importable, capabilities } = keyTypeFacts(keyType);
    if (origin === "public") return capabilities.includes("public_key");
    return origin === "generated" || importable;
  });
}

/** The type to begin with: the recommended one, or the first that is possible; null where none is. */
export function firstTypeFor(use: KeyUse, origin: KeyOrigin): KeyType | null {
  const types = typesFor(use, origin);
  return types.find((keyType) => keyType === USES[use].recommended) ?? types[0] ?? null;
}
