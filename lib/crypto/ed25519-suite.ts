import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { ed25519 } from "@noble/curves/ed25519.js";
import type { KeyType } from "@/lib/contract/key-types";
import { acceptPrivateKey, acceptPublicKey } from "./imported-key";
import { privateKeyMaterial } from "./key-material";
import type { FamilySuite } from "./suite";

const SIGNATURE_BYTES = 64;

/** Pure Ed25519: hash and encoding are fixed. Source: RFC 8032, section 5.1. */
export function ed25519Suite(keyType: KeyType): FamilySuite {
  const check = (key: KeyObject) => {
    if (key.asymmetricKeyType !== "ed25519") return `Keys of type ${keyType} must be Ed25519 keys.`;
    return isPointOfFullOrder(key) ? null : "The public key must be a point of full order on the curve.";
  };
  return {
    generate: () => privateKeyMaterial(generateKeyPairSync("ed25519").privateKey),
    accept: (bytes) => acceptPrivateKey(bytes, keyType, check),
    acceptPublic: (pem) => acceptPublicKey(pem, check),
    sign: (material, { data }) => sign(null, data, material.privateKey()),
    verify: (material, { data, signature }) =>
      signature.length === SIGNATURE_BYTES && verify(null, data, material.publicKey(), signature),
  };
}

/**
 * OpenSSL takes any 32 bytes for a public key. Bytes that are no point verify nothing; under a point of small order one
 * signature fits many messages.
 */
function isPointOfFullOrder(key: KeyObject): boolean {
  try {
    const publicKey = key.type === "private" ? createPublicKey(key) : key;
    const { x = "" } = publicKey.export({ format: "jwk" });
    const point = ed25519.Point.fromBytes(Buffer.from(x, "base64url"));
    return !point.isSmallOrder() && point.isTorsionFree();
  } catch {
    return false;
  }
}
