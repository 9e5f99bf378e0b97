import { createHmac } from "node:crypto";
import { hashFacts } from "@/lib/contract/hash-algorithms";
import type { HmacFacts } from "@/lib/contract/key-types";
import { KmsError } from "@/lib/contract/kms-error";
import { randomMaterial } from "./key-material";
import type { FamilySuite } from "./suite";

/** HMAC with the hash the call names. Source: RFC 2104; FIPS 198-1. */
export function hmacSuite({ keyBytes }: HmacFacts): FamilySuite {
  return {
    generate: () => randomMaterial(keyBytes),
    accept() {
      throw new KmsError("invalid_key_material", { message: "HMAC keys cannot be imported." });
    },
    mac: (material, { hashAlgorithm, data }) =>
      createHmac(hashFacts(hashAlgorithm).nodeName, material.raw()).update(data).digest(),
  };
}
