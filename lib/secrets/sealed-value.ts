import { encodeFields } from "@/lib/crypto/fields";
import { type Call, partOf } from "@/lib/door/call";
import { encodeBase64 } from "@/lib/format/base64";
import { decrypt } from "@/lib/kms/decrypt";
import { encryptForService } from "@/lib/kms/encrypt";
import { decodeValue, encodeValue, type SecretValue } from "./secret-value";

/** What a value is bound to: moved to another place, it does not open. */
export interface ValueBinding {
  readonly region: string;
  readonly organisationId: string;
  readonly projectId: string;
  readonly secretId: string;
  readonly path: string;
  readonly version: number;
}

/** A value as stored. */
export interface SealedValue {
  readonly ciphertext: string;
  readonly keyVersion: number;
}

const associatedData = ({ region, organisationId, projectId, secretId, path, version }: ValueBinding) =>
  encodeBase64(encodeFields("pelagos/1/secret", [region, organisationId, projectId, secretId, path, version]));

/** Encrypts a value under a key by the verb of the KMS: with the caller's rights, and with a record of its own. Errors: those of encrypt. */
export async function sealValue(
  call: Call,
  key: string,
  binding: ValueBinding,
  value: SecretValue,
): Promise<SealedValue> {
  const encoded = encodeValue(value);
  const request = { plaintext: encodeBase64(encoded), associatedData: associatedData(binding) };
  encoded.fill(0);
  return encryptForService(partOf(call, request), { region: binding.region, key });
}

/** Decrypts a value by the verb of the KMS, as a part that `part` makes of its body. Errors: those of decrypt. */
export async function openValue(
  part: (body: unknown) => Call,
  key: string,
  binding: ValueBinding,
  ciphertext: string,
): Promise<SecretValue> {
  const request = { ciphertext, associatedData: associatedData(binding) };
  const { plaintext } = await decrypt(part(request), { region: binding.region, key });
  return decodeValue(Buffer.from(plaintext, "base64"));
}
