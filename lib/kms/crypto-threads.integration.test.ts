import { createPublicKey, generateKeyPairSync, randomBytes, verify } from "node:crypto";
import { afterEach, beforeAll, expect, it } from "vitest";
import { clock } from "@/lib/platform/clock";
import { loadConfig, setConfig } from "@/lib/platform/config";
import { closeCryptoThreads, runOnThread } from "./crypto-threads";
import type { HeavyJob } from "./heavy-job";

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const publicKey = createPublicKey(privateKey);
const deadline = () => clock.monotonicMs() + 20_000;
const signing = (data: Buffer): HeavyJob => ({
  operation: "sign",
  keyType: "rsa-2048",
  key: privateKey,
  input: {
    data,
    hashAlgorithm: "sha2-256",
    prehashed: false,
    padding: "pkcs1v15",
    saltLength: "hash",
    encoding: "der",
  },
});

beforeAll(() => setConfig(loadConfig({})));
afterEach(() => closeCryptoThreads());

it("every one of many jobs gets its own answer", async () => {
  const messages = Array.from({ length: 200 }, () => randomBytes(32));
  const signatures = await Promise.all(messages.map((data) => runOnThread(signing(data), deadline())));
  for (const [index, signature] of signatures.entries()) {
    expect(verify("sha256", messages[index] ?? Buffer.of(), publicKey, signature as Uint8Array)).toBe(true);
  }
});

it("a refusal among them harms no other", async () => {
  const payload = randomBytes(256);
  const refused: HeavyJob = { operation: "decrypt", keyType: "rsa-2048", key: privateKey, input: { payload } };
  const jobs = Array.from({ length: 20 }, (_, index) => (index === 7 ? refused : signing(randomBytes(32))));
  const results = await Promise.allSettled(jobs.map((job) => runOnThread(job, deadline())));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(19);
  expect(results[7]).toMatchObject({ status: "rejected", reason: { code: "decryption_failed" } });
});

it("a job that cannot be handed over is refused, and the next one is done", async () => {
  const job = signing(randomBytes(32));
  const notCopied = runOnThread(Object.assign({}, job, { left: () => "a function" }), deadline());
  await expect(notCopied).rejects.toMatchObject({ code: "unavailable" });
  expect(await runOnThread(job, deadline())).toHaveLength(256);
});

it("what comes too late, too much, or to a closing server is refused", async () => {
  const late = runOnThread(signing(randomBytes(32)), clock.monotonicMs() - 1);
  await expect(late).rejects.toMatchObject({ code: "unavailable" });

  const many = Array.from({ length: 1_000 }, () => runOnThread(signing(randomBytes(32)), deadline()));
  const results = Promise.allSettled(many);
  await expect(many.at(-1)).rejects.toMatchObject({ code: "unavailable" });
  await many[0];
  await closeCryptoThreads();
  // Nobody is left without an answer.
  const answers = await results;
  expect(answers.filter(({ status }) => status === "rejected").length).toBeGreaterThan(400);
});
