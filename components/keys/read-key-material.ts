import { KEY_TYPE_NAMES, type KeyType, keyTypeFacts } from "@/lib/contract/key-types";
import { bytesFromBase64, bytesFromHex, textFromBytes } from "@/lib/format/bytes";

/** How bytes were written. */
export type MaterialForm = "hex" | "base64" | "bytes" | "pem" | "der";

/** Why something cannot be the key; the words are in the catalogue. */
export type MaterialProblem =
  | "missing"
  | "notRaw"
  | "pemForRaw"
  | "length"
  | "notPrivate"
  | "oldForm"
  | "encrypted"
  | "publicGiven"
  | "privateGiven"
  | "notPublic"
  | "certificate"
  | "otherType"
  | "unknownType";

export type ReadMaterial =
  | { ok: true; bytes: Uint8Array<ArrayBuffer>; form: MaterialForm }
  | {
      ok: false;
      problem: MaterialProblem;
      /** Of `length`: how many bytes there are and how they were read. */
      length?: { bytes: number; form: MaterialForm };
      /** Of `otherType`: what it is. */
      found?: KeyType;
    };

/** What stands in a field, or came in a file. */
export type MaterialSource = string | Uint8Array<ArrayBuffer>;

const refused = (problem: MaterialProblem): ReadMaterial => ({ ok: false, problem });

/** The raw bytes of a symmetric key: hex, base64, or a file that holds them. Their length decides what was meant. */
export function readRawKey(source: MaterialSource, keyBytes: number): ReadMaterial {
  if (typeof source !== "string") {
    if (source.length === keyBytes) return { ok: true, bytes: source, form: "bytes" };
    const text = textFromBytes(source);
    const typed = text === null ? null : readRawKey(text, keyBytes);
    if (typed !== null && (typed.ok || typed.problem !== "notRaw")) return typed;
    return { ok: false, problem: "length", length: { bytes: source.length, form: "bytes" } };
  }
  const text = source.replaceAll(/\s+/g, "");
  if (text === "") return refused("missing");
  if (text.startsWith("-----BEGIN")) return refused("pemForRaw");
  const [hex, base64] = [bytesFromHex(text), bytesFromBase64(text)];
  if (hex?.length === keyBytes) return { ok: true, bytes: hex, form: "hex" };
  if (base64?.length === keyBytes) return { ok: true, bytes: base64, form: "base64" };
  if (hex !== null) return { ok: false, problem: "length", length: { bytes: hex.length, form: "hex" } };
  if (base64 !== null) return { ok: false, problem: "length", length: { bytes: base64.length, form: "base64" } };
  return refused("notRaw");
}

const PRIVATE_LABELS: Readonly<Record<string, MaterialProblem>> = {
  "RSA PRIVATE KEY": "oldForm",
  "EC PRIVATE KEY": "oldForm",
  "DSA PRIVATE KEY": "oldForm",
  "OPENSSH PRIVATE KEY": "oldForm",
  "ENCRYPTED PRIVATE KEY": "encrypted",
  "PUBLIC KEY": "publicGiven",
  "RSA PUBLIC KEY": "publicGiven",
  CERTIFICATE: "publicGiven",
};

const PUBLIC_LABELS: Readonly<Record<string, MaterialProblem>> = {
  CERTIFICATE: "certificate",
  "TRUSTED CERTIFICATE": "certificate",
  "PRIVATE KEY": "privateGiven",
  "ENCRYPTED PRIVATE KEY": "privateGiven",
  "RSA PRIVATE KEY": "privateGiven",
  "EC PRIVATE KEY": "privateGiven",
  "OPENSSH PRIVATE KEY": "privateGiven",
};

/** A private key as PKCS#8, in PEM or DER, of exactly this type. Source: RFC 5208, RFC 7468, section 10. */
export function readPrivateKey(source: MaterialSource, keyType: KeyType): Promise<ReadMaterial> {
  return readPair(source, keyType, { label: "PRIVATE KEY", others: PRIVATE_LABELS, neither: "notPrivate" });
}

/** A public key as SubjectPublicKeyInfo, in PEM or DER, of exactly this type. Source: RFC 7468, section 13. */
export function readPublicKey(source: MaterialSource, keyType: KeyType): Promise<ReadMaterial> {
  return readPair(source, keyType, { label: "PUBLIC KEY", others: PUBLIC_LABELS, neither: "notPublic" });
}

interface Half {
  label: "PRIVATE KEY" | "PUBLIC KEY";
  others: Readonly<Record<string, MaterialProblem>>;
  neither: MaterialProblem;
}

async function readPair(source: MaterialSource, keyType: KeyType, half: Half): Promise<ReadMaterial> {
  const read = derOf(source, half);
  if (!read.ok) return read;
  const format = half.label === "PRIVATE KEY" ? "pkcs8" : "spki";
  const found = await typeOf(format, read.bytes);
  if (found === keyType || found === "unsure") return read;
  if (found === "other") return refused("unknownType");
  return found === null ? refused(half.neither) : { ok: false, problem: "otherType", found };
}

function derOf(source: MaterialSource, { label, others, neither }: Half): ReadMaterial {
  const text = typeof source === "string" ? source : textFromBytes(source);
  if (text === null) return { ok: true, bytes: source as Uint8Array<ArrayBuffer>, form: "der" };
  if (text.trim() === "") return refused("missing");
  const block = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/.exec(text);
  if (block === null) {
    const bytes = text.includes("-----") ? null : bytesFromBase64(text.replaceAll(/\s+/g, ""));
    return bytes === null ? refused(neither) : { ok: true, bytes, form: "base64" };
  }
  const [, name = "", body = ""] = block;
  if (name !== label) return refused(others[name] ?? neither);
  const bytes = bytesFromBase64(body.replaceAll(/\s+/g, ""));
  return bytes === null ? refused(neither) : { ok: true, bytes, form: "pem" };
}

type Found = KeyType | "other" | "unsure" | null;

const CURVES = { "P-256": "ecdsa-p256", "P-384": "ecdsa-p384", "P-521": "ecdsa-p521" } as const;

/**
 * The type of a key by asking the browser to read it as each: `other` for a pair that no type is for (RSA of another
 * size), `unsure` where the browser does not know Ed25519, null for what is no key. The server checks it all again.
 */
async function typeOf(format: "pkcs8" | "spki", der: Uint8Array<ArrayBuffer>): Promise<Found> {
  const { subtle } = globalThis.crypto;
  const usages: KeyUsage[] = [format === "pkcs8" ? "sign" : "verify"];
  const rsa = await subtle
    .importKey(format, der, { name: "RSA-PSS", hash: "SHA-256" }, false, usages)
    .catch(() => null);
  if (rsa !== null) return rsaType(rsa.algorithm);
  for (const [namedCurve, keyType] of Object.entries(CURVES)) {
    const key = await subtle.importKey(format, der, { name: "ECDSA", namedCurve }, false, usages).catch(() => null);
    if (key !== null) return keyType;
  }
  try {
    await subtle.importKey(format, der, { name: "Ed25519" }, false, usages);
    return "ed25519";
  } catch (error) {
    return error instanceof DOMException && error.name === "NotSupportedError" ? "unsure" : null;
  }
}

function rsaType(algorithm: KeyAlgorithm): Found {
  const bits = "modulusLength" in algorithm ? algorithm.modulusLength : null;
  const found = KEY_TYPE_NAMES.find((name) => {
    const facts = keyTypeFacts(name);
    return facts.family === "rsa" && facts.modulusBits === bits;
  });
  return found ?? "other";
}
