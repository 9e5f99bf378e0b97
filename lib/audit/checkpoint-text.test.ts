import { expect, test } from "vitest";
import {
  type ChainsPart,
  type CheckpointFacts,
  chainsText,
  checkpointText,
  NO_CHECKPOINT,
  parseChains,
  parseCheckpoint,
} from "./checkpoint-text";

const HASH = "ab".repeat(32);
const FACTS: CheckpointFacts = {
  database: "adb-0123456789abcdefghij",
  number: 12,
  previous: NO_CHECKPOINT,
  time: "2031-01-02T03:04:05.678Z",
  key: HASH,
  organisations: HASH,
  chains: HASH,
  events: [
    { kind: "key", publicKey: "AAAA" },
    { kind: "retention", retentionClass: "standard", month: "2030-01" },
    { kind: "restore", region: "nl-01", acknowledgement: "rst-0123456789abcdefghij" },
  ],
};
const CHAINS: ChainsPart = {
  opened: [
    {
      writer: "aw-1",
      openedAt: FACTS.time,
      predecessor: "aw-0",
      predecessorHead: HASH,
      doubtfulNumber: 7,
      node: "host:1",
    },
    {
      writer: "aw-2",
      openedAt: FACTS.time,
      predecessor: null,
      predecessorHead: null,
      doubtfulNumber: null,
      node: "host:2",
    },
  ],
  heads: [{ writer: "aw-1", number: 3, head: HASH }],
  closed: [{ writer: "aw-0", number: 7, head: HASH, reason: "gone" }],
  times: HASH,
};

test("a checkpoint and its part about chains are read back as they were written", () => {
  expect(parseCheckpoint(checkpointText(FACTS))).toEqual(FACTS);
  expect(parseCheckpoint(checkpointText({ ...FACTS, events: [] }))).toEqual({ ...FACTS, events: [] });
  expect(parseChains(chainsText(CHAINS))).toEqual(CHAINS);
  const nothing = { opened: [], heads: [], closed: [], times: null };
  expect(parseChains(chainsText(nothing))).toEqual(nothing);
});

test("one text has one meaning: whatever is not written that way is refused", () => {
  const text = checkpointText(FACTS);
  const others = [
    `${text}\n`,
    ` ${text}`,
    text.replace("number 12", "number 012"),
    text.replace("number 12", "number 12 "),
    text.replace('"kind":"key"', '"kind": "key"'),
    text.replace("event", "evend"),
    text.replace("checkpoint\n", "checkpoint\r\n"),
    text.replace(HASH, HASH.toUpperCase()),
    text.replace(FACTS.time, "2031-01-02T03:04:05Z"),
    text.split("\n").slice(0, 5).join("\n"),
    "",
  ];
  for (const other of others) expect(parseCheckpoint(other)).toBeNull();
  const chains = chainsText(CHAINS);
  for (const other of [`${chains}\n`, chains.replace("head ", "heat "), chains.replace(" gone", " left"), ""]) {
    expect(parseChains(other)).toBeNull();
  }
});
