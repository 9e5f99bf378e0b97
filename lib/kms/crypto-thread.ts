/** Entry of the threads on which heavy cryptography runs; `crypto-threads.ts` starts them. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { isKmsError } from "@/lib/contract/kms-error";
import { KeyMaterial } from "@/lib/crypto/key-material";
import { openWrappedKey, wrapKey } from "@/lib/crypto/key-wrap";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { suiteFor } from "@/lib/crypto/suites";
import { clock } from "@/lib/platform/clock";
import { lowerPriority } from "@/lib/platform/process-role";
import type { GivenJob, HeavyAnswer, HeavyJob, ImportJob, WrapJob } from "./heavy-job";

/** On Linux the priority of this thread alone: everything else goes first. Elsewhere it may be the whole process. */
const { niceness } = z.object({ niceness: z.number().int().min(0).max(19) }).parse(workerData);
if (process.platform === "linux") lowerPriority(niceness);

function run(job: HeavyJob): Uint8Array | boolean {
  if (job.operation === "wrap") return wrap(job);
  if (job.operation === "import") return importKey(job);
  const suite = suiteFor(job.keyType);
  if (job.operation === "generate") return bytesOf(suite.generate());
  const material = KeyMaterial.ofKeyObject(job.key);
  switch (job.operation) {
    case "decrypt":
      return suite.decrypt(material, job.input);
    case "sign":
      return suite.sign(material, job.input);
    case "verify":
      return suite.verify(material, job.input);
  }
}

/** A copy of the stored bytes, to be sent; the material itself is overwritten. */
function bytesOf(material: KeyMaterial): Uint8Array {
  const copy = Uint8Array.from(material.bytes().reveal(REVEAL_SECRET));
  material.destroy();
  return copy;
}

function wrap({ key, hash, secret }: WrapJob): Uint8Array {
  const bytes = secret.export();
  try {
    return wrapKey(key, hash, bytes);
  } finally {
    bytes.fill(0);
  }
}

function importKey({ keyType, key, hash, blob }: ImportJob): Uint8Array {
  const bytes = openWrappedKey(key, hash, blob);
  try {
    return bytesOf(suiteFor(keyType).accept(bytes));
  } finally {
    bytes.fill(0);
  }
}

function answerOf({ id, job }: GivenJob): HeavyAnswer {
  try {
    return { id, value: run(job) };
  } catch (error) {
    if (isKmsError(error)) return { id, refused: { code: error.code, message: error.message } };
    return { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/**
 * How long answers are kept to be sent together with the next, in milliseconds: calls that go on at the same time share
 * their audit group, whose cost at one call each is more than that of a signature.
 */
const KEPT_MS_MAX = 4;

/** Works through jobs; answers in groups, the last as soon as there is no other job. */
function work(jobs: readonly GivenJob[]): void {
  let answers: HeavyAnswer[] = [];
  let sinceMs = clock.monotonicMs();
  for (const job of jobs) {
    answers.push(answerOf(job));
    if (clock.monotonicMs() - sinceMs < KEPT_MS_MAX) continue;
    send(answers);
    answers = [];
    sinceMs = clock.monotonicMs();
  }
  if (answers.length > 0) send(answers);
}

function send(answers: readonly HeavyAnswer[]): void {
  parentPort?.postMessage(answers);
  // The message is a copy; what stays here of a key or a plaintext is overwritten.
  for (const answer of answers) if ("value" in answer && typeof answer.value !== "boolean") answer.value.fill(0);
}

parentPort?.on("message", work);
