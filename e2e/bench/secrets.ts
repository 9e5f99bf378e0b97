import { atLeast, below, cell, print } from "./goals";
import { idleShare } from "./idle";
import { callApi, type Kms, loopback, medianMs, post, repeated } from "./kms";
import { measure } from "./load";

const VALUE = Buffer.alloc(32, 65).toString("base64");
const ROUNDS = 3;

/** Reads of a value, each a decryption under the secret's key with two records, and a page of a large folder. */
export async function measureSecrets(
  kms: Kms,
  of: { readonly seconds: number; readonly secrets: number },
): Promise<void> {
  const { identity } = await post(kms, "/kms/nl-01/keys", { name: "bench-secrets" });
  const startedAt = performance.now();
  await repeated(of.secrets, 32, (index) =>
    post(kms, "/secrets/nl-01/secrets", { path: `/bench/${index}`, kmsKeyIdentity: identity, secretString: VALUE }),
  );
  const perSecond = of.secrets / ((performance.now() - startedAt) / 1_000);
  const idleBefore = await idleShare();
  const load = {
    ...kms,
    url: `${loopback(kms)}/v1/secrets/nl-01/secret/bench/1/value`,
    bodies: ["{}"],
    connections: 64,
    seconds: of.seconds,
  };
  await measure(load);
  const runs = [];
  for (let round = 0; round < ROUNDS; round += 1) runs.push(await measure(load));
  const run = runs.sort((one, other) => one.requestsPerSecond - other.requestsPerSecond)[1] ?? runs[0];
  const browseMs = await medianMs(20, () => callApi(kms, "GET", "/secrets/nl-01/secrets?path=/bench&limit=100"));
  const allMs = await medianMs(5, () => callApi(kms, "GET", "/secrets/nl-01/secrets?path=/bench"));
  if (run === undefined) return;
  print(
    `\nSecrets (idle before ${cell(idleBefore * 100)} %): ${cell(of.secrets)} created, 32 at a time, ${cell(perSecond)}/s; value reads at 64 connections ` +
      `${cell(run.requestsPerSecond)}/s, p50 ${cell(run.p50, 2)} ms, p99 ${cell(run.p99, 2)} ms, ${run.failures} failures; ` +
      `their folder: a page of 100 ${cell(browseMs, 1)} ms, all of it ${cell(allMs, 1)} ms (medians)`,
  );
  atLeast("value reads, 64 connections", 3_000, run.requestsPerSecond, "/s");
  below(`a page of a folder of ${cell(of.secrets)} secrets, median`, 150, browseMs, "ms");
}
