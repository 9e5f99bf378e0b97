import type { SampleCall } from "@/lib/format/call-samples";
import type { KeyPlace } from "../keys/key-actions";
import { OPERATIONS, type Operation, type TriedKey } from "./operations";
import { payloadBytes } from "./payload";
import { problemsOf } from "./problems";
import { digestOf, type Question, requestOf } from "./question";

/** Longer values are read from a file, so that the sample stays readable. */
const SHOWN_CHARACTERS_MAX = 240;
const PAYLOAD_EXAMPLE = "aGVsbG8sIGttcw==";
const EARLIER_EXAMPLES = {
  ciphertext: "thalassa:v1:…",
  signature: "thalassa:v1:…",
  hmac: "thalassa:v1:…",
  token: "eyJhbGciOi…",
} as const;

/** The call of a tab from an application; examples stand where nothing that can be sent was given yet. */
export function sampleCall(
  operation: Operation,
  of: TriedKey,
  question: Question,
  at: { place: KeyPlace; origin: string },
): SampleCall {
  const { payload, earlier, path } = OPERATIONS[operation];
  const { organisation, project, region, key } = at.place;
  const base = {
    method: "POST",
    url: `${at.origin}/v1/kms/${region}/keys/${key}/${path}`,
    organisation,
    project,
  } as const;
  const problems = problemsOf(operation, of, question);
  const body = { ...requestOf(operation, of, question), ...examples(operation, problems) };
  if (payload !== null && problems.payload === undefined && isFromFile(operation, of, question)) {
    const { [payload]: _, ...others } = body;
    return { ...base, body: others, fromFile: { field: payload, file: "payload.bin", as: "base64" } };
  }
  if (earlier !== null && problems.earlier === undefined && question.earlier.length > SHOWN_CHARACTERS_MAX) {
    const { [earlier]: _, ...others } = body;
    return { ...base, body: others, fromFile: { field: earlier, file: `${earlier}.txt`, as: "text" } };
  }
  return { ...base, body };
}

function examples(operation: Operation, problems: ReturnType<typeof problemsOf>) {
  const { payload, earlier } = OPERATIONS[operation];
  return {
    ...(payload !== null && problems.payload ? { [payload]: PAYLOAD_EXAMPLE } : {}),
    ...(earlier !== null && problems.earlier ? { [earlier]: EARLIER_EXAMPLES[earlier] } : {}),
  };
}

/** A file as it is, or bytes too long to show. A digest is short. */
function isFromFile(operation: Operation, of: TriedKey, question: Question): boolean {
  if (digestOf(operation, of, question) !== null) return false;
  if (question.payload.source === "file") return true;
  return (payloadBytes(question.payload)?.length ?? 0) * 4 > SHOWN_CHARACTERS_MAX * 3;
}
