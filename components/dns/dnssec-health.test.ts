import { expect, test } from "vitest";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import type { DnssecStatus } from "@/lib/contract/dnssec";
import { healthOf } from "./dnssec-health";

const NOW = Date.parse("2026-11-26T12:00:00Z");
const days = (count: number) => new Date(NOW + count * 86_400_000).toISOString();

const SIGNED: DnssecStatus = {
  enabled: true,
  state: "secure",
  dsDelegated: true,
  dsRecords: [],
  signaturesValidUntil: days(10),
  parent: { dsRecords: ["1 13 2 AB"] },
  keys: [
    {
      role: "KSK",
      keyTag: 1,
      algorithm: 13,
      algorithmName: "ECDSAP256SHA256",
      state: "active",
      since: days(-1),
      publicKey: "",
    },
  ],
  steps: [],
};
const DETAIL = {
  zone: { serving: { status: "claimed" }, startOfAuthority: { expire: 604_800 } },
  nameServers: ["ns1.example.net."],
} as unknown as ZoneDetail;

const codes = (status: Partial<DnssecStatus>, detail = DETAIL) =>
  healthOf({ ...SIGNED, ...status }, detail, NOW).map(({ code }) => code);

test("a zone in good health has no warnings", () => {
  expect(codes({})).toEqual([]);
  expect(codes({ enabled: false, lastSignError: "x" })).toEqual([]);
});

test("each trouble has its warning", () => {
  expect(codes({ lastSignError: "key disabled", signaturesValidUntil: days(2) })).toEqual(["signing_failed"]);
  expect(codes({ signaturesValidUntil: days(4) })).toEqual(["signatures_end"]);
  expect(codes({ parent: { dsRecords: ["1 13 2 AB", "9 13 2 CD"], error: "timeout" } })).toEqual([
    "foreign_ds",
    "parent_unreachable",
  ]);
  const [foreign] = healthOf(
    { ...SIGNED, parent: { dsRecords: ["1 13 2 AB", "9 13 2 CD", "9 13 4 CD"] } },
    DETAIL,
    NOW,
  );
  expect(foreign).toEqual({ code: "foreign_ds", tags: ["9"] });
  const bare = {
    zone: { serving: { status: "off" }, startOfAuthority: { expire: 3_600_000 } },
    nameServers: [],
  } as unknown as ZoneDetail;
  // An expire time of any length is no trouble: a signed zone says a week at most.
  expect(codes({}, bare)).toEqual(["no_name_servers", "not_served"]);
});
