import { generateKeyPairSync } from "node:crypto";
import { KeyMaterial } from "@/lib/crypto/key-material";
import { SecretBytes } from "@/lib/crypto/secret-bytes";
import { regionNamed } from "@/lib/regions/registry";
import { queryOf } from "./key-cache";
import { sealWrappingKey } from "./wrapping-key";
import { insertWrappingKey } from "./wrapping-key-store";

/**
 * Gives an organisation a wrapping key in nl-01, a short one made at once: the real one takes a thread of the lowest
 * priority, and on a busy machine minutes. For integration tests that are not about it.
 */
export async function makeWrappingKey(organisationId: string): Promise<void> {
  const region = regionNamed("nl-01");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const material = KeyMaterial.of("pkcs8", SecretBytes.take(privateKey.export({ format: "der", type: "pkcs8" })));
  await insertWrappingKey(queryOf(region.database), sealWrappingKey(region, organisationId, 1, material));
}
