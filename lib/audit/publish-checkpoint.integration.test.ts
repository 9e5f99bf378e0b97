import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { config, setConfig } from "@/lib/platform/config";

import { checkpointHash, parseCheckpoint } from "./checkpoint-text";
import { Checkpointer } from "./checkpointer";
import { publishingSettled } from "./publish-checkpoint";
import { openTestLog, type TestLog } from "./test-log";

const published = z.array(
  z.strictObject({ database: z.string(), checkpoint: z.number(), text: z.string(), signature: z.string() }),
);

let log: TestLog;
let folder: string;

beforeEach(async () => {
  log = await openTestLog();
  folder = mkdtempSync(join(tmpdir(), "pelagos-checkpoints-"));
});
afterEach(async () => {
  await log.close();
  rmSync(folder, { recursive: true });
});

it("each checkpoint reaches file and address once, in order, and one that was refused is sent again", async () => {
  const received: z.output<typeof published> = [];
  let refusals = 1;
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const isRefused = refusals > 0;
      refusals -= 1;
      if (!isRefused) received.push(...published.parse(JSON.parse(body)));
      response.writeHead(isRefused ? 503 : 204).end();
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  const address = `http://127.0.0.1:${port}/evidence`;
  const file = join(folder, "checkpoints.jsonl");
  setConfig({ ...config(), auditCheckpointFile: file, auditCheckpointUrl: address, outboundAllow: ["127.0.0.1"] });
  const checkpointer = new Checkpointer(log.database, log.keys);
  for (let round = 0; round < 3; round += 1) await checkpointer.writeNow({ when: "always" });
  await publishingSettled(15_000);
  await new Promise((resolve) => server.close(resolve));
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const kept of [lines, received]) {
    expect(kept.map(({ checkpoint }) => checkpoint)).toEqual([1, 2, 3]);
    expect(parseCheckpoint(kept[2].text)?.previous).toBe(checkpointHash(kept[1].text));
  }
});
