import type { KeyObject } from "node:crypto";

/**
 * A public key as the reference writes it: SubjectPublicKeyInfo in PEM; for Ed25519 base64 of the 32 raw bytes.
 * Source: RFC 5280, 4.1; RFC 7468, 13.
 */
export function publicKeyText(key: KeyObject): string {
  if (key.asymmetricKeyType !== "ed25519") return key.export({ format: "pem", type: "spki" }).toString();
  const { x = "" } = key.export({ format: "jwk" });
  return Buffer.from(x, "base64url").toString("base64");
}

/** The members of a JSON Web Key that make up the public key itself. */
export interface PublicJwk {
  readonly kty: "RSA" | "EC" | "OKP";
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly n?: string;
  readonly e?: string;
}

/** A public key as a JSON Web Key without identifier. Source: RFC 7517; RFC 7518, 6; RFC 8037, 2. */
export function publicJwk(key: KeyObject): PublicJwk {
  const { kty, crv, x, y, n, e } = key.export({ format: "jwk" });
  if (kty !== "RSA" && kty !== "EC" && kty !== "OKP") throw new Error(`unexpected key type ${kty}`);
  return { kty, crv, x, y, n, e };
}
