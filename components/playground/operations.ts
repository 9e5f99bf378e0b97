import type { HashAlgorithm } from "@/lib/contract/hash-algorithms";
import { capabilitiesOf } from "@/lib/contract/key-purposes";
import { type Capability, type KeyFamily, keyTypeFacts } from "@/lib/contract/key-types";
import type { KmsKey, RsaPadding } from "@/lib/contract/kms";
import { PLAINTEXT_BYTES_MAX, SIGN_INPUT_BYTES_MAX } from "@/lib/contract/kms-limits";

/**
 * The one table of what the playground does. A tab, its form, its request, its sample and what it hands on all follow from
 * a row; names of fields are those of the API.
 */

/** What one can try: every capability that is a call with an answer to look at. */
export type Operation = Exclude<Capability, "public_key" | "export">;

/** Options that are typed or chosen. Empty: left out of the call. */
export type TextOption =
  | "keyVersion"
  | "context"
  | "associatedData"
  | "hashAlgorithm"
  | "signatureAlgorithm"
  | "saltLength"
  | "marshalingAlgorithm"
  | "keyBytes"
  | "lifetimeInSeconds"
  | "typ"
  | "audience"
  | "issuer"
  | "subject"
  | "clockToleranceInSeconds";

/** Options that are on or off. */
export type FlagOption = "prehashed" | "withPlaintext";

export type OptionName = TextOption | FlagOption;

export type Options = Readonly<Record<TextOption, string> & Record<FlagOption, boolean>>;

/** Fields of answers that are shown in a box of their own. */
export type AnswerField = "ciphertext" | "plaintext" | "signature" | "hmac" | "token" | "claims";

interface OperationFacts {
  /** Last part of the call's address. */
  readonly path: string;
  /** Field that holds bytes in base64. */
  readonly payload: "plaintext" | "input" | null;
  /** Field that holds what an earlier call returned. */
  readonly earlier: "ciphertext" | "signature" | "hmac" | "token" | null;
  /** Whether the request holds a claims set. */
  readonly hasClaims?: boolean;
  /** Options that are always in view: what the call is about. */
  readonly mainOptions: readonly OptionName[];
  /** Options most calls do not need, of any key that has the operation. */
  readonly options: readonly OptionName[];
  readonly answers: readonly { readonly field: AnswerField; readonly label: AnswerLabel }[];
  /** Which field of the answer another operation takes over. */
  readonly next: { readonly operation: Operation; readonly field: Exclude<AnswerField, "claims"> } | null;
}

/** Text of a box: that of the field, or what the field holds here. */
type AnswerLabel = AnswerField | "dataKey" | "wrappedDataKey" | "newCiphertext";

const SIGNATURE = ["hashAlgorithm", "signatureAlgorithm", "saltLength", "marshalingAlgorithm", "prehashed"] as const;
const BINDING = ["context", "associatedData"] as const;

export const OPERATIONS: Readonly<Record<Operation, OperationFacts>> = {
  encrypt: {
    path: "encrypt",
    payload: "plaintext",
    earlier: null,
    mainOptions: [],
    options: ["keyVersion", ...BINDING],
    answers: [{ field: "ciphertext", label: "ciphertext" }],
    next: { operation: "decrypt", field: "ciphertext" },
  },
  decrypt: {
    path: "decrypt",
    payload: null,
    earlier: "ciphertext",
    mainOptions: [],
    options: BINDING,
    answers: [{ field: "plaintext", label: "plaintext" }],
    next: { operation: "encrypt", field: "plaintext" },
  },
  sign: {
    path: "sign",
    payload: "input",
    earlier: null,
    mainOptions: [],
    options: ["keyVersion", ...SIGNATURE],
    answers: [{ field: "signature", label: "signature" }],
    next: { operation: "verify", field: "signature" },
  },
  verify: {
    path: "verify",
    payload: "input",
    earlier: "signature",
    mainOptions: [],
    options: SIGNATURE,
    answers: [],
    next: null,
  },
  hmac: {
    path: "hmac",
    payload: "input",
    earlier: null,
    mainOptions: [],
    options: ["keyVersion", "hashAlgorithm"],
    answers: [{ field: "hmac", label: "hmac" }],
    next: { operation: "verify_hmac", field: "hmac" },
  },
  verify_hmac: {
    path: "verify-hmac",
    payload: "input",
    earlier: "hmac",
    mainOptions: [],
    options: ["hashAlgorithm"],
    answers: [],
    next: null,
  },
  jwt_sign: {
    path: "jwt/sign",
    payload: null,
    earlier: null,
    hasClaims: true,
    mainOptions: ["lifetimeInSeconds"],
    options: ["keyVersion", "typ"],
    answers: [{ field: "token", label: "token" }],
    next: { operation: "jwt_verify", field: "token" },
  },
  jwt_verify: {
    path: "jwt/verify",
    payload: null,
    earlier: "token",
    mainOptions: [],
    options: ["issuer", "audience", "subject", "clockToleranceInSeconds"],
    answers: [{ field: "claims", label: "claims" }],
    next: null,
  },
  data_key: {
    path: "data-key",
    payload: null,
    earlier: null,
    mainOptions: ["keyBytes", "withPlaintext"],
    options: ["keyVersion", ...BINDING],
    answers: [
      { field: "plaintext", label: "dataKey" },
      { field: "ciphertext", label: "wrappedDataKey" },
    ],
    next: { operation: "decrypt", field: "ciphertext" },
  },
  rewrap: {
    path: "rewrap",
    payload: null,
    earlier: "ciphertext",
    mainOptions: [],
    options: BINDING,
    answers: [{ field: "ciphertext", label: "newCiphertext" }],
    next: { operation: "decrypt", field: "ciphertext" },
  },
};

/** Every operation, in the order of the tabs. */
export const OPERATION_NAMES: readonly Operation[] = [
  "encrypt",
  "decrypt",
  "sign",
  "verify",
  "hmac",
  "verify_hmac",
  "jwt_sign",
  "jwt_verify",
  "data_key",
  "rewrap",
];

/** What of a key decides what can be tried with it. */
export type TriedKey = Pick<KmsKey, "keyType" | "purpose" | "publicOnly" | "rsaPaddings" | "contextAllowed">;

/** The operations of a key: what it may be asked for, less what the paddings of an RSA key rule out. */
export function operationsOf(of: TriedKey): Operation[] {
  const capabilities = capabilitiesOf(of);
  const paddings = of.rsaPaddings;
  return OPERATION_NAMES.filter((operation) => {
    if (!capabilities.includes(operation)) return false;
    if (paddings === undefined) return true;
    return isOaep(operation) ? paddings.includes("oaep") : paddings.some((padding) => padding !== "oaep");
  });
}

const isOaep = (operation: Operation) => operation === "encrypt" || operation === "decrypt" || operation === "rewrap";

/** Padding of an RSA key's signatures: the chosen one, or the API's default where the key has it. */
export function signaturePadding(of: TriedKey, options: Pick<Options, "signatureAlgorithm">): RsaPadding {
  if (options.signatureAlgorithm !== "") return options.signatureAlgorithm === "pkcs1v15" ? "pkcs1v15" : "pss";
  return of.rsaPaddings?.includes("pss") === false ? "pkcs1v15" : "pss";
}

/** The options of an operation that have an effect on this key; the API refuses the others. */
export function optionsOf(operation: Operation, of: TriedKey, options: Options): OptionName[] {
  return OPERATIONS[operation].options.filter((name) => hasEffect(name, of, options));
}

function hasEffect(name: OptionName, of: TriedKey, options: Options): boolean {
  const facts = keyTypeFacts(of.keyType);
  switch (name) {
    case "context":
      return facts.family === "aead" && of.contextAllowed !== false;
    case "associatedData":
      return facts.family === "aead";
    case "hashAlgorithm":
      return facts.family === "hmac" ? facts.hashAlgorithm === null : takesDigests(facts.family);
    case "prehashed":
      return takesDigests(facts.family);
    case "signatureAlgorithm":
      return facts.family === "rsa";
    case "saltLength":
      return facts.family === "rsa" && signaturePadding(of, options) === "pss";
    case "marshalingAlgorithm":
      return facts.family === "ecdsa";
    default:
      return true;
  }
}

/** Whether keys sign a digest that is ready. Ed25519 reads the message twice itself (RFC 8032, 5.1.6), an HMAC needs the key. */
const takesDigests = (family: KeyFamily) => family === "rsa" || family === "ecdsa";

/** Whether a file too large for a call can be hashed in the browser and its digest be sent. */
export function hashesFiles(operation: Operation, of: TriedKey): boolean {
  return (operation === "sign" || operation === "verify") && takesDigests(keyTypeFacts(of.keyType).family);
}

/** Longest payload of a call, in bytes. */
export function payloadBytesMax(operation: Operation, of: TriedKey): number {
  if (operation !== "encrypt") return SIGN_INPUT_BYTES_MAX;
  const facts = keyTypeFacts(of.keyType);
  return facts.family === "rsa" ? facts.plaintextBytesMax : PLAINTEXT_BYTES_MAX;
}

/** Hashes that browsers compute (Web Cryptography API). */
export const BROWSER_HASHES = ["sha2-256", "sha2-384", "sha2-512"] as const satisfies readonly HashAlgorithm[];
