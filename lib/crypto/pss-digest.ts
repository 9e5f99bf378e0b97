import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import forge from "node-forge";
import { type HashAlgorithm, hashFacts } from "@/lib/contract/hash-algorithms";
import type { SignInput, VerifyInput } from "./suite";

/**
 * EMSA-PSS over a digest that is ready: Node offers PSS only over the message itself. The encoding is forge's; hash and
 * randomness are Node's, and so are the RSA operations around it.
 * Source: RFC 8017, section 9.1.
 */
function scheme(hashAlgorithm: HashAlgorithm, saltLength: number) {
  const md = nodeDigest(hashAlgorithm);
  return forge.pss.create({
    md,
    mgf: forge.mgf.mgf1.create(md),
    saltLength,
    prng: { getBytesSync: (length: number) => randomBytes(length).toString("latin1") },
  });
}

/** The encoded message, as long as the modulus, ready for the bare private-key operation. */
export function encodePss(input: SignInput, modulusBits: number, saltLength: number): Buffer {
  const digest = { digest: () => forge.util.createBuffer(latin1(input.data)) };
  const encoded = scheme(input.hashAlgorithm, saltLength).encode(digest as forge.md.MessageDigest, modulusBits);
  return Buffer.from(encoded, "latin1");
}

/** Whether an encoded message opens to the digest, with a salt of the wanted length or, for `auto`, of any. */
export function verifyPss(input: VerifyInput, encoded: Buffer): boolean {
  const { digestBytes } = hashFacts(input.hashAlgorithm);
  const saltLength = wantedSaltLength(input, encoded, digestBytes);
  if (saltLength === null) return false;
  try {
    const bits = encoded.length * 8;
    // Forge reads a salt of no bytes as the whole block; without salt there is only one encoding to compare with.
    if (saltLength === 0) return timingSafeEqual(encodePss(input, bits, 0), encoded);
    return scheme(input.hashAlgorithm, saltLength).verify(latin1(input.data), latin1(encoded), bits);
  } catch {
    return false;
  }
}

function wantedSaltLength(input: VerifyInput, encoded: Buffer, digestBytes: number): number | null {
  if (input.saltLength === "auto") return saltLengthIn(encoded, input.hashAlgorithm, digestBytes);
  return input.saltLength === "hash" ? digestBytes : input.saltLength;
}

/** The length of the salt inside an encoded message: what follows the first 1 behind the zeros of the unmasked block. */
function saltLengthIn(encoded: Buffer, hashAlgorithm: HashAlgorithm, digestBytes: number): number | null {
  const blockBytes = encoded.length - digestBytes - 1;
  if (blockBytes < 1) return null;
  const seed = latin1(encoded.subarray(blockBytes, blockBytes + digestBytes));
  const mask = Buffer.from(forge.mgf.mgf1.create(nodeDigest(hashAlgorithm)).generate(seed, blockBytes), "latin1");
  const block = encoded.subarray(0, blockBytes).map((byte, index) => byte ^ (mask[index] ?? 0));
  block[0] = (block[0] ?? 0) & 0x7f;
  const start = block.findIndex((byte) => byte !== 0);
  return block[start] === 1 ? blockBytes - start - 1 : null;
}

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");

/** A message digest as forge wants it, computed by Node; forge itself has no SHA-3. */
function nodeDigest(hashAlgorithm: HashAlgorithm): forge.md.MessageDigest {
  const { nodeName, digestBytes } = hashFacts(hashAlgorithm);
  let hash = createHash(nodeName);
  const md = {
    algorithm: hashAlgorithm,
    digestLength: digestBytes,
    start() {
      hash = createHash(nodeName);
      return md;
    },
    update(text: string, encoding?: string) {
      hash.update(Buffer.from(text, encoding === "utf8" ? "utf8" : "latin1"));
      return md;
    },
    digest: () => forge.util.createBuffer(hash.copy().digest().toString("latin1")),
  };
  return md as unknown as forge.md.MessageDigest;
}
