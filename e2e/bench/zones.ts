import { setTimeout as sleep } from "node:timers/promises";
import { below, cell, print } from "./goals";
import { idleShare } from "./idle";
import { callApi, type Kms, medianMs, post } from "./kms";

const ZONE = "bench.example";

/** Signing of a large zone as a whole, and of one record that changes in it. */
export async function measureZone(kms: Kms, records: number): Promise<void> {
  await post(kms, "/dns/zones", { zoneName: ZONE });
  const hosts = Array.from({ length: records - 2 }, (_, index) => `host${index} A 192.0.2.${index % 250}\n`);
  const importedFrom = performance.now();
  await post(kms, `/dns/zones/${ZONE}/import`, { zoneFile: `@ NS ns\nns A 192.0.2.1\n${hosts.join("")}` });
  const importSeconds = (performance.now() - importedFrom) / 1_000;
  const idleBefore = await idleShare();
  const signedFrom = performance.now();
  await callApi(kms, "PUT", `/dns/zones/${ZONE}/dnssec`, { region: "nl-01" });
  while (await isBeingSigned(kms)) await sleep(100);
  const signSeconds = (performance.now() - signedFrom) / 1_000;
  const changeMs = await medianMs(15, (round) =>
    post(kms, `/dns/zones/${ZONE}/records`, { name: `new${round}`, type: "A", values: ["192.0.2.7"] }),
  );
  print(
    `\nA zone of ${cell(records)} records (idle before ${cell(idleBefore * 100)} %): imported in ${cell(importSeconds, 1)} s, signed in ${cell(signSeconds, 1)} s; ` +
      `a record added, signed and published in ${cell(changeMs, 1)} ms (median)`,
  );
  below(`signing ${cell(records)} records`, 60, signSeconds, "s");
  below("a record added to them, signed and published, median", 100, changeMs, "ms");
}

async function isBeingSigned(kms: Kms): Promise<boolean> {
  const { lastSignedAt, progress, lastSignError } = await callApi(kms, "GET", `/dns/zones/${ZONE}/dnssec`);
  if (lastSignError !== undefined) throw new Error(`the zone could not be signed: ${lastSignError}`);
  return lastSignedAt === undefined || progress !== undefined;
}
