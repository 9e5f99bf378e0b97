/** Entry of the threads on which heavy cryptography runs; `crypto-threads.ts` starts them. */
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { isKmsError } from "@/lib/contract/kms-error";
import { KeyMaterial } from "@/lib/crypto/key-material";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { suiteFor } from "@/lib/crypto/suites";
import type { HeavyAnswer, HeavyJob } from "./heavy-job";

/** On Linux the priority of this thread alone: everything else goes first. Elsewhere it may be the whole process. */
const LOW_PRIORITY = 19;
if (process.platform === "linux") setPriority(LOW_PRIORITY);

function run(job: HeavyJob): Uint8Array | boolean {
  const suite = suiteFor(job.keyType);
  if (job.operation === "generate") {
    const material = suite.generate();
    const copy = Uint8Array.from(material.bytes().reveal(REVEAL_SECRET));
    material.destroy();
    return copy;
  }
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

function answerOf(id: number, job: HeavyJob): HeavyAnswer {
  try {
    return { id, value: run(job) };
  } catch (error) {
    if (isKmsError(error)) return { id, refused: { code: error.code, message: error.message } };
    return { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", ({ id, job }: { id: number; job: HeavyJob }) => {
  parentPort?.postMessage(answerOf(id, job));
});
