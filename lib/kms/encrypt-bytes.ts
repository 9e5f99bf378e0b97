import { z } from "zod";
import { type KeyFamily, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { CIPHER_MODES, type CipherMode } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import { ASSOCIATED_DATA_BYTES_MAX, SERVICE_PLAINTEXT_BYTES_MAX } from "@/lib/contract/kms-limits";
import { BLOCK_BYTES, decryptInMode, encryptInMode, IV_BYTES, type ModeInput } from "@/lib/crypto/cipher-mode";
import { MODES_BOUND_SINCE } from "@/lib/crypto/key-binding";
import { randomNonce } from "@/lib/crypto/random-nonce";
import { suiteFor } from "@/lib/crypto/suites";
import type { KeyFacts } from "./key-facts";
import { keyOperation } from "./key-operation";
import { requirePadding } from "./require-option";
import type { UsableKey } from "./usable-key";
import { decryptWith } from "./use-material";

/**
 * Encryption for edges that speak bytes: the text form of ciphertext is theirs, and so are the modes of AES, each under a
 * key of its own (`lib/crypto/cipher-mode.ts`).
 */

/** The first version of every key. */
export const FIRST_VERSION = 1;

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, "must be bytes");

const bindingFields = {
  /** Refuse RSA keys. */
  symmetricOnly: z.boolean(),
  /** Default: GCM for AES keys, OAEP for RSA keys. */
  cipher: z.enum([...CIPHER_MODES, "oaep"]).optional(),
  /** CBC and ECB: whether PKCS #7 padding is added. Default: true. */
  padded: z.boolean().optional(),
  iv: bytes.optional(),
  associatedData: bytes.optional(),
};

type Binding = z.output<z.ZodObject<typeof bindingFields>>;

/** What a use was made with: the key that a name stood for, the version and the cipher. */
export interface UsedKey {
  readonly keyId: string;
  readonly keyType: KeyType;
  readonly keyVersion: number;
  readonly cipher: CipherMode | "oaep";
  readonly padded: boolean;
}

/** The key that was used, for the answer. */
function usedKey({ id, keyType }: KeyFacts, keyVersion: number, { cipher, padded }: Chosen): UsedKey {
  return { keyId: id, keyType, keyVersion, cipher, padded };
}

/**
 * Encrypts 1 byte to 3 MiB in a mode of AES under the newest version of a key, or 1 to 190, 318 or 446 bytes with RSA-OAEP;
 * with `first` under the first version, for ever. The vector is random unless it is given: in GCM only where the key
 * allows that and the caller may decrypt too, as a repeated one gives away what was encrypted.
 * Errors: operation_not_supported, purpose_forbids, invalid_request, payload_size, key_version_not_usable, key_version_exhausted.
 * Source: NIST SP 800-38A; SP 800-38D, 8.3; RFC 8017, 7.1.
 */
export const encryptBytes = keyOperation({
  action: "kms.encrypt",
  permission: "kms_key:encrypt",
  capability: "encrypt",
  request: z.strictObject({ ...bindingFields, plaintext: bytes, version: z.enum(["first", "newest"]) }),
  run({ key, request, note, may }) {
    const chosen = chosenCipher(key.facts, request);
    const { plaintext } = request;
    requireBytes("The plaintext", plaintext, 1, SERVICE_PLAINTEXT_BYTES_MAX);
    if (chosen.cipher !== "oaep") requireWholeBlocks(chosen, plaintext);
    const { version, material } = key.encryptingVersion(request.version === "first" ? FIRST_VERSION : undefined);
    note({ keyVersion: version, payloadBytes: plaintext.length });
    const used = usedKey(key.facts, version, chosen);
    if (chosen.cipher === "oaep") {
      const ciphertext = suiteFor(key.facts.keyType).encrypt(material, { plaintext });
      return { iv: NO_BYTES, ciphertext, ...used };
    }
    requireMode(key, version, chosen.cipher);
    if (request.iv !== undefined && chosen.cipher === "gcm") requireCallerNonce(key, version, may("kms_key:decrypt"));
    const iv = request.iv ?? randomNonce(IV_BYTES[chosen.cipher]);
    const input = { mode: chosen.cipher, padded: chosen.padded, iv, associatedData: request.associatedData };
    return { iv, ciphertext: encryptInMode(material, input, plaintext), ...used };
  },
});

/**
 * Decrypts what `encryptBytes` gave, with the version named. Errors: operation_not_supported, purpose_forbids,
 * invalid_request, key_version_not_found, key_version_not_usable, decryption_failed (all else, and another key than the one expected).
 */
export const decryptBytes = keyOperation({
  action: "kms.decrypt",
  permission: "kms_key:decrypt",
  capability: "decrypt",
  request: z.strictObject({
    ...bindingFields,
    ciphertext: bytes,
    version: z.number().int().min(1),
    /** Identity of the key that the ciphertext names, where it names one. */
    expectedKeyId: z.string().optional(),
  }),
  run({ key, request, deadlineMs, note }) {
    if (request.expectedKeyId !== undefined && request.expectedKeyId !== key.facts.id) {
      throw new KmsError("decryption_failed", { detail: "made with another key than the one named" });
    }
    const chosen = chosenCipher(key.facts, request);
    const { version, material } = key.usableVersion(request.version);
    note({ keyVersion: version, payloadBytes: request.ciphertext.length });
    const used = usedKey(key.facts, version, chosen);
    if (chosen.cipher === "oaep") {
      const opened = decryptWith(key.facts.keyType, material, { payload: request.ciphertext }, deadlineMs);
      const answerWith = (plaintext: Buffer) => ({ plaintext, ...used });
      return opened instanceof Promise ? opened.then(answerWith) : answerWith(opened);
    }
    requireMode(key, version, chosen.cipher);
    const iv = request.iv ?? NO_BYTES;
    const input: ModeInput = { mode: chosen.cipher, padded: chosen.padded, iv, associatedData: request.associatedData };
    const plaintext = decryptInMode(material, input, request.ciphertext);
    if (plaintext === null) throw new KmsError("decryption_failed");
    return { plaintext, ...used };
  },
});

const NO_BYTES = new Uint8Array();

interface Chosen {
  readonly cipher: CipherMode | "oaep";
  readonly padded: boolean;
}

const CIPHER_OF_FAMILY: Readonly<Partial<Record<KeyFamily, Chosen["cipher"]>>> = { aead: "gcm", rsa: "oaep" };

/** The cipher of a request, fitting key and options; an option without effect is refused. Errors: operation_not_supported, invalid_request, purpose_forbids. */
function chosenCipher(key: KeyFacts, request: Binding): Chosen {
  const { family } = keyTypeFacts(key.keyType);
  if (request.symmetricOnly) requireSymmetric(key);
  if (key.keyType === "chacha20-poly1305") {
    const message = "Keys of type chacha20-poly1305 have no mode of AES; use an AES key.";
    throw new KmsError("operation_not_supported", { message, fact: family });
  }
  const cipher = request.cipher ?? CIPHER_OF_FAMILY[family] ?? "gcm";
  if ((cipher === "oaep") !== (family === "rsa")) {
    throw new KmsError("operation_not_supported", {
      message: `The algorithm does not fit the key, which is of type ${key.keyType}.`,
      fact: family,
    });
  }
  if (cipher === "oaep") requirePadding(key, "oaep");
  requireFitting(cipher, request);
  return { cipher, padded: cipher === "cbc" || cipher === "ecb" ? (request.padded ?? true) : false };
}

/** Error: operation_not_supported for a key that is not symmetric. */
export function requireSymmetric({ keyType }: KeyFacts): void {
  const { family } = keyTypeFacts(keyType);
  if (family === "aead") return;
  throw new KmsError("operation_not_supported", {
    message: `Keys of type ${keyType} are not symmetric.`,
    fact: family,
  });
}

function requireFitting(cipher: Chosen["cipher"], { iv, associatedData, padded }: Binding): void {
  if (cipher !== "gcm" && associatedData !== undefined) throw invalid("Additional authenticated data is for GCM only.");
  if (cipher !== "cbc" && cipher !== "ecb" && padded !== undefined) throw invalid("A padding is for CBC and ECB only.");
  if (associatedData !== undefined) {
    requireBytes("The additional authenticated data", associatedData, 0, ASSOCIATED_DATA_BYTES_MAX);
  }
  if (iv === undefined) return;
  const wanted = cipher === "oaep" ? 0 : IV_BYTES[cipher];
  if (wanted === 0) throw invalid("This algorithm has no initialisation vector.");
  if (iv.length !== wanted) throw invalid(`The initialisation vector must have ${wanted} bytes; it has ${iv.length}.`);
}

function requireWholeBlocks({ cipher, padded }: Chosen, plaintext: Uint8Array): void {
  if (cipher === "gcm" || padded || plaintext.length % BLOCK_BYTES === 0) return;
  throw invalid(
    `Without padding the plaintext must have a multiple of ${BLOCK_BYTES} bytes; it has ${plaintext.length}.`,
  );
}

/** Error: payload_size, naming the bounds. */
function requireBytes(what: string, { length }: Uint8Array, least: number, most: number): void {
  if (length >= least && length <= most) return;
  throw new KmsError("payload_size", { message: `${what} must have ${least} to ${most} bytes; it has ${length}.` });
}

/** Error: purpose_forbids for a mode that was not chosen when the key was created. */
function requireMode(key: UsableKey, version: number, mode: CipherMode): void {
  const modes = bindsModes(key, version) ? key.facts.cipherModes : CIPHER_MODES.slice(0, 1);
  if (modes.includes(mode)) return;
  throw new KmsError("purpose_forbids", {
    message: `This key does not use ${mode.toUpperCase()}; it was created with cipherModes ${modes.join(", ")}.`,
  });
}

/** Error: purpose_forbids. */
function requireCallerNonce(key: UsableKey, version: number, mayDecrypt: boolean): void {
  const isAllowed = key.facts.callerNonceAllowed && bindsModes(key, version);
  if (isAllowed && mayDecrypt) return;
  throw new KmsError("purpose_forbids", {
    message: isAllowed
      ? "Choosing the initialisation vector of GCM takes the right to decrypt as well."
      : "This key does not let callers choose the initialisation vector of GCM; leave it out and a random one is used.",
  });
}

/** What an older version is sealed with does not tell whether its modes are those that were chosen. */
function bindsModes({ facts }: UsableKey, version: number): boolean {
  const found = facts.versions.find((one) => one.version === version);
  return found !== undefined && found.format >= MODES_BOUND_SINCE;
}

const invalid = (message: string) => new KmsError("invalid_request", { message });
