import { HASH_ALGORITHM_DEFAULT, hashAlgorithmNamed, hashFacts } from "@/lib/contract/hash-algorithms";
import { keyTypeFacts } from "@/lib/contract/key-types";
import {
  ASSOCIATED_DATA_BYTES_MAX,
  CONTEXT_BYTES_MAX,
  DATA_KEY_BYTES_MAX,
  DATA_KEY_BYTES_MIN,
  JWT_CLAIMS_BYTES_MAX,
  JWT_CLOCK_TOLERANCE_SECONDS_MAX,
  JWT_LIFETIME_SECONDS_MAX,
} from "@/lib/contract/kms-limits";
import { bytesFromText } from "@/lib/format/bytes";
import { isBrowserHash } from "./file-digests";
import {
  hashesFiles,
  OPERATIONS,
  type Operation,
  type OptionName,
  optionsOf,
  payloadBytesMax,
  type TriedKey,
} from "./operations";
import { FILE_BYTES_MAX, payloadBytes } from "./payload";
import { isHashedHere, type Question, readClaims } from "./question";

export type ProblemText =
  | "missing"
  | "noFile"
  | "emptyFile"
  | "hex"
  | "base64"
  | "long"
  | "longRsa"
  | "longTyped"
  | "longEd25519"
  | "longHmac"
  | "longFile"
  | "insecure"
  | "digest"
  | "browserHash"
  | "noCiphertext"
  | "noSignature"
  | "noHmac"
  | "noToken"
  | "claims"
  | "longClaims"
  | "expTwice"
  | "number"
  | "longOption";

/** What is wrong with a field, and the bounds or names its text speaks of. */
export interface Problem {
  readonly text: ProblemText;
  readonly min?: number;
  readonly max?: number;
  readonly used?: number;
  readonly algorithm?: string;
}

export type ProblemField = "payload" | "earlier" | "claims" | OptionName;
export type Problems = Readonly<Partial<Record<ProblemField, Problem>>>;

/** Problems that are plain at once; the others are shown when somebody asks for the call. */
const AT_ONCE: ReadonlySet<ProblemText> = new Set([
  "long",
  "longRsa",
  "longTyped",
  "longEd25519",
  "longHmac",
  "longFile",
  "insecure",
  "browserHash",
  "longClaims",
  "longOption",
]);

/** Whether a problem is shown: always once the call was asked for. */
export function isShown(problem: Problem | undefined, isAsked: boolean): problem is Problem {
  return problem !== undefined && (isAsked || AT_ONCE.has(problem.text));
}

/** What keeps a question from being sent, by field; empty where nothing does. */
export function problemsOf(operation: Operation, of: TriedKey, question: Question): Problems {
  const facts = OPERATIONS[operation];
  const problems: Partial<Record<ProblemField, Problem>> = {};
  function note(field: ProblemField, problem: Problem | null) {
    if (problem !== null) problems[field] = problem;
  }
  if (facts.payload !== null) note("payload", payloadProblem(operation, of, question));
  if (facts.earlier !== null && question.earlier.trim() === "") note("earlier", { text: NOTHING[facts.earlier] });
  if (facts.hasClaims) note("claims", claimsProblem(question));
  for (const name of [...facts.mainOptions, ...optionsOf(operation, of, question.options)]) {
    note(name, optionProblem(name, operation, of, question));
  }
  return problems;
}

const NOTHING = {
  ciphertext: "noCiphertext",
  signature: "noSignature",
  hmac: "noHmac",
  token: "noToken",
} as const;

function payloadProblem(operation: Operation, of: TriedKey, question: Question): Problem | null {
  const { payload, options } = question;
  const size = payload.source === "file" ? payload.file?.size : payloadBytes(payload)?.length;
  if (size === undefined) return { text: payload.source === "file" ? "noFile" : encodingOf(payload.source) };
  if (size === 0) return { text: payload.source === "file" ? "emptyFile" : "missing" };
  if (options.prehashed && hashesFiles(operation, of)) return digestProblem(options.hashAlgorithm, size);
  const max = payloadBytesMax(operation, of);
  if (size <= max) return null;
  if (!isHashedHere(operation, of, question)) return { text: longText(operation, of), max };
  if (size > FILE_BYTES_MAX) return { text: "longFile", max: FILE_BYTES_MAX };
  return payload.file?.digests ? null : { text: "insecure", max };
}

const encodingOf = (source: string) => (source === "hex" || source === "base64" ? source : "missing");

function digestProblem(named: string, used: number): Problem | null {
  const algorithm = hashAlgorithmNamed(named) ?? HASH_ALGORITHM_DEFAULT;
  const max = hashFacts(algorithm).digestBytes;
  return used === max ? null : { text: "digest", algorithm, max, used };
}

function longText(operation: Operation, of: TriedKey): ProblemText {
  const { family } = keyTypeFacts(of.keyType);
  if (operation === "encrypt") return family === "rsa" ? "longRsa" : "long";
  if (family === "hmac") return "longHmac";
  return family === "ed25519" ? "longEd25519" : "longTyped";
}

function claimsProblem({ claims, options }: Question): Problem | null {
  const read = readClaims(claims);
  if (read === null) return { text: "claims" };
  const used = bytesFromText(JSON.stringify(read)).length;
  if (used > JWT_CLAIMS_BYTES_MAX) return { text: "longClaims", max: JWT_CLAIMS_BYTES_MAX, used };
  return read.exp !== undefined && options.lifetimeInSeconds.trim() !== "" ? { text: "expTwice" } : null;
}

const NUMBERS = {
  keyBytes: { min: DATA_KEY_BYTES_MIN, max: DATA_KEY_BYTES_MAX, isNeeded: true },
  lifetimeInSeconds: { min: 1, max: JWT_LIFETIME_SECONDS_MAX, isNeeded: false },
  clockToleranceInSeconds: { min: 0, max: JWT_CLOCK_TOLERANCE_SECONDS_MAX, isNeeded: false },
} as const;
const TEXT_BYTES_MAX = { context: CONTEXT_BYTES_MAX, associatedData: ASSOCIATED_DATA_BYTES_MAX } as const;

function optionProblem(name: OptionName, operation: Operation, of: TriedKey, question: Question): Problem | null {
  const { options } = question;
  switch (name) {
    case "context":
    case "associatedData": {
      const max = TEXT_BYTES_MAX[name];
      const used = bytesFromText(options[name]).length;
      return used > max ? { text: "longOption", max, used } : null;
    }
    case "keyBytes":
    case "lifetimeInSeconds":
    case "clockToleranceInSeconds":
      return numberProblem(options[name].trim(), NUMBERS[name]);
    case "hashAlgorithm": {
      const algorithm = options.hashAlgorithm || HASH_ALGORITHM_DEFAULT;
      const isUnable = isHashedHere(operation, of, question) && !isBrowserHash(algorithm);
      return isUnable ? { text: "browserHash", algorithm } : null;
    }
    default:
      return null;
  }
}

function numberProblem(typed: string, bounds: { min: number; max: number; isNeeded: boolean }): Problem | null {
  const { min, max, isNeeded } = bounds;
  if (typed === "" && !isNeeded) return null;
  return /^\d+$/.test(typed) && Number(typed) >= min && Number(typed) <= max ? null : { text: "number", min, max };
}
