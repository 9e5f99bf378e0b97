import { generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import type { KeyType } from "@/lib/contract/key-types";
import { acceptPrivateKey, acceptPublicKey } from "./imported-key";
import { privateKeyMaterial } from "./key-material";
import type { FamilySuite } from "./suite";

const SIGNATURE_BYTES = 64;

/** Pure Ed25519: hash and encoding are fixed. Source: RFC 8032, section 5.1. */
export function ed25519Suite(keyType: KeyType): FamilySuite {
  const check = (key: KeyObject) =>
    key.asymmetricKeyType === "ed25519" ? null : `Keys of type ${keyType} must be Ed25519 keys.`;
  return {
    generate: () => privateKeyMaterial(generateKeyPairSync("ed25519").privateKey),
    accept: (bytes) => acceptPrivateKey(bytes, keyType, check),
    acceptPublic: (pem) => acceptPublicKey(pem, check),
    sign: (material, { data }) => sign(null, data, material.privateKey()),
    verify: (material, { data, signature }) =>
      signature.length === SIGNATURE_BYTES && verify(null, data, material.publicKey(), signature),
  };
}
