import type { CipherMode } from "@/lib/contract/kms";
import { invalidParameter, unsupported } from "./instance-error";

/** A cipher as the KMS calls it. */
export type Cipher = CipherMode | "oaep";

const CIPHERS = {
  AES_GCM: "gcm",
  AES_CBC: "cbc",
  AES_ECB: "ecb",
  RSAES_OAEP_SHA_256: "oaep",
} as const satisfies Record<string, Cipher>;

const PADDINGS = { PKCS7_PADDING: true, NO_PADDING: false } as const;

/** Names of the protocol for what is not offered; refused by name, so that nobody takes them for a typing error. */
const NOT_OFFERED =
  /^(?:SM2|SM3|SM4|Aliyun_SM4|EC_SM2|EC_P256K|P256K|AES_192|Aliyun_AES_192|ECIES)|_(?:SM2|SM3|SM4|P256K|192)(?:_|$)/;

/** A choice by its name in the protocol; undefined where the request makes none. Errors: UnsupportedOperation, InvalidParameter. */
export function chosen<Value>(
  name: string,
  choices: Readonly<Record<string, Value>>,
  field: string,
): Value | undefined {
  if (name === "") return undefined;
  if (Object.hasOwn(choices, name)) return choices[name];
  if (NOT_OFFERED.test(name)) throw unsupported(`${field}: ${name.slice(0, 64)} is not offered here.`);
  throw invalidParameter(`${field} must be one of ${Object.keys(choices).join(", ")}.`);
}

/** The cipher that an Algorithm names. */
export const cipherOf = (algorithm: string) => chosen<Cipher>(algorithm, CIPHERS, "Algorithm");
/** Whether a PaddingMode adds padding. */
export const isPadded = (paddingMode: string) => chosen<boolean>(paddingMode, PADDINGS, "PaddingMode");

const CIPHER_NAMES: Readonly<Record<Cipher, string>> = {
  gcm: "AES_GCM",
  cbc: "AES_CBC",
  ecb: "AES_ECB",
  oaep: "RSAES_OAEP_SHA_256",
};

/** Algorithm and PaddingMode as answers tell them: a padding only where the mode has one. */
export function namesOf({ cipher, padded }: { readonly cipher: Cipher; readonly padded: boolean }) {
  const hasPadding = cipher === "cbc" || cipher === "ecb";
  return {
    algorithm: CIPHER_NAMES[cipher],
    paddingMode: hasPadding ? (padded ? "PKCS7_PADDING" : "NO_PADDING") : "",
  };
}
