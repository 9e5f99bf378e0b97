import { expect, test } from "vitest";
import { ruleRequest } from "@/lib/contract/access-rules";
import {
  draftOf,
  emptyRule,
  isAddressRange,
  linesOf,
  permissionsOf,
  type RuleDraft,
  ruleErrors,
  ruleOf,
} from "./rule-draft";

const draft = (more: Partial<RuleDraft>): RuleDraft => ({
  ...emptyRule("Europe/Amsterdam"),
  permissions: ["encrypt"],
  ...more,
});
const errors = (more: Partial<RuleDraft>) => ruleErrors(draft(more), (problem) => problem);

test("a draft becomes the rule the API takes, and the rule the same draft again", () => {
  const full = draft({
    effect: "deny",
    permissions: ["encrypt", "rotate"],
    identities: "kms-a\nkms-b*",
    labels: [{ id: 0, name: "team", value: "platform" }],
    addresses: "10.0.0.0/8\n2001:db8::1",
    notBefore: "2026-09-01T00:00",
    notAfter: "2026-10-01T12:30",
    isDaily: true,
    note: "For audits.",
  });
  const rule = ruleOf(full);
  expect(ruleRequest.parse(rule)).toMatchObject(rule);
  expect(rule.conditions).toEqual({
    labels: { team: "platform" },
    sourceIps: ["10.0.0.0/8", "2001:db8::1"],
    notBefore: "2026-09-01T00:00:00.000Z",
    notAfter: "2026-10-01T12:30:00.000Z",
    dailyWindow: { from: "09:00", to: "17:00", timeZone: "Europe/Amsterdam" },
  });
  expect(draftOf({ ...rule, identity: "rule-a" }, "UTC")).toEqual(full);
  expect(errors(full)).toEqual({});
});

test("what the API would refuse is named beside its field", () => {
  expect(errors({ resources: [] })).toMatchObject({ resources: "noType" });
  expect(errors({ permissions: [] })).toEqual({ permissions: "noPermission" });
  expect(errors({ resources: ["dns_zone"], permissions: ["encrypt"] })).toEqual({ permissions: "noPermission" });
  expect(errors({ identities: "kms-*a" })).toEqual({ identities: "identity" });
  expect(errors({ identities: "my key?" })).toEqual({ identities: "identity" });
  expect(errors({ addresses: "10.0.0.0/33" })).toEqual({ addresses: "address" });
  expect(errors({ labels: [{ id: 0, name: "", value: "x" }] })).toEqual({ labels: "labelName" });
  expect(errors({ notBefore: "2026-10-01T00:00", notAfter: "2026-09-01T00:00" })).toEqual({ notAfter: "order" });
  expect(errors({ isDaily: true, from: "9" })).toEqual({ dailyWindow: "clock" });
  expect(errors({ isDaily: true, timeZone: "Europe/Nowhere" })).toEqual({ dailyWindow: "timeZone" });
  expect(errors({ note: "x".repeat(257) })).toEqual({ note: "note" });
  const many = Array.from({ length: 201 }, (_, index) => `kms-${index}`).join("\n");
  expect(errors({ identities: many })).toEqual({ identities: "tooMany" });
});

test("permissions of types that are no longer chosen are not sent", () => {
  expect(permissionsOf({ resources: ["secret"], permissions: ["encrypt", "getSecretValue"] })).toEqual([
    "getSecretValue",
  ]);
});

test.each(["10.0.0.1", "10.0.0.0/8", "::1", "2001:db8::/32", "::ffff:10.0.0.1"])(
  "%s is an address or range",
  (text) => {
    expect(isAddressRange(text)).toBe(true);
  },
);

test.each(["10.0.0", "10.0.0.256", "10.0.0.0/8/8", "2001:db8::/129", "example.org", ":", "1::2::3", "10.0.0.1/x"])(
  "%s is neither",
  (text) => {
    expect(isAddressRange(text)).toBe(false);
  },
);

test("entries may be separated by lines, spaces and commas, and count once", () => {
  expect(linesOf(" kms-a,kms-b\n\nkms-a ")).toEqual(["kms-a", "kms-b"]);
});
