import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EVENT_KINDS } from "@/lib/contract/event-kinds";
import { installationRoot } from "@/lib/platform/installation-root";
import { describeRecord, hasWords, type ToldFacts } from "./audit-words";

const told = (facts: Partial<ToldFacts>) =>
  describeRecord({ event: "kms.encrypt", resourceSlug: "", resourceId: "", outcome: "allowed", reason: "", ...facts });

/** Texts that look like events and name something else. */
const NO_EVENTS = [...Object.keys(EVENT_KINDS), "iam.passwords", "iam.principals", "iam.projects", "iam.rates"];
const EVENT = /["'`]((?:audit|dns|event|iam|kms|region|secret|usage|webhook)(?:\.[a-z_]+)+)["'`]/g;
const POLICY_ACT = /policyAct\([a-zA-Z_]+, "([a-z_.]+)"/g;
const TRANSITION = /statusChange\("([a-z_]+)"\)/g;

function eventsOfTheCode(): string[] {
  const root = join(installationRoot(), "lib");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".ts") && !/(\.test\.ts|\/test-[^/]+\.ts|audit-words\.ts)$/.test(path),
  );
  const texts = files.map((path) => readFileSync(join(root, path), "utf8"));
  const found = (pattern: RegExp) => texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
  return [
    ...found(EVENT),
    ...found(POLICY_ACT).flatMap((act) => [`iam.role.${act}`, `iam.policy.${act}`]),
    ...found(TRANSITION).map((transition) => `kms.key.${transition}`),
  ].filter((name) => !NO_EVENTS.includes(name) && !name.endsWith(".csv") && !name.endsWith(".ts"));
}

describe("a record in plain words", () => {
  test("names what was done to what, and how it ended", () => {
    expect(told({ resourceSlug: "orders-db" })).toBe("Encrypt with orders-db");
    expect(told({ event: "kms.key.read", resourceId: "orders-db", outcome: "refused", reason: "key_not_found" })).toBe(
      "Read key orders-db: refused, key_not_found",
    );
    expect(told({ event: "iam.project.list" })).toBe("List projects");
    expect(told({ event: "kms.rotate.scheduled", resourceSlug: "mail" })).toBe("Rotate key mail by its schedule");
    expect(told({ event: "kms.key.create", resourceSlug: "mail", reason: "replayed" })).toBe(
      "Create key mail, answered from an earlier call",
    );
    expect(told({ outcome: "failed", reason: "internal", resourceSlug: "mail", count: 12 })).toBe(
      "Encrypt with mail, 12 times: failed, internal",
    );
  });

  test("does without a name that nobody knows", () => {
    expect(told({})).toBe("Encrypt with a key");
    expect(told({ event: "kms.key.read" })).toBe("Read key");
    expect(told({ event: "kms.rotate.scheduled" })).toBe("Rotate key by its schedule");
  });

  test("shows a name as it is, whatever it holds", () => {
    expect(told({ resourceSlug: "$&  {a key}" })).toBe("Encrypt with $&  {a key}");
  });

  test("tells an event it has no words for by the event's own", () => {
    expect(told({ event: "kms.key.weigh_twice", resourceSlug: "mail" })).toBe("Weigh twice key mail");
    expect(told({ event: "constructor" })).toBe("Constructor");
  });

  test("knows every event that the code records", () => {
    const events = [...new Set(eventsOfTheCode())];
    expect(events.length).toBeGreaterThan(100);
    expect(
      events.filter((event) => !hasWords(event)),
      "add their words to audit-words.ts",
    ).toEqual([]);
  });
});
