import { afterAll, beforeAll, expect, test } from "vitest";
import { auditVolume } from "@/lib/audit/audit-volume";
import { indexNewRecords } from "@/lib/audit/index-records";
import { isKmsError } from "@/lib/contract/kms-error";
import { homeDatabase } from "@/lib/platform/db";
import { checkDisk, diskSpace, readFreeBytesFrom } from "@/lib/platform/disk-space";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { getKey } from "./get-key";
import { callAs, codeOf, openTestKms, type TestKms } from "./test-calls";

let kms: TestKms;
const MIB = 1_048_576;

beforeAll(async () => {
  kms = await openTestKms();
});

afterAll(async () => {
  await free(null);
  await kms.close();
});

async function free(bytes: number | null): Promise<void> {
  readFreeBytesFrom(async () => bytes);
  await checkDisk();
}

test("while only the reserve is left, changes and encryption wait, reading and decrypting go on and are recorded", async () => {
  const { identity: key } = await kms.makeKey({});
  const target = { region: "nl-01", key };
  const call = () => callAs(kms.ada, { plaintext: "aGVsbG8=" });
  const { ciphertext } = await encrypt(call(), target);
  await free(700 * MIB);
  expect(diskSpace()).toEqual({ state: "low", freeBytes: 700 * MIB });
  expect(await codeOf(encrypt(call(), target))).toBe("answered");
  await free(400 * MIB);
  expect(diskSpace().state).toBe("full");
  const refused = call();
  const error = await encrypt(refused, target).catch((thrown: unknown) => thrown);
  expect(isKmsError(error) && [error.code, error.retryAfterInSeconds]).toEqual(["storage_full", 60]);
  expect(await kms.recordsOf(refused)).toEqual([]);
  expect(await codeOf(kms.makeKey({}))).toBe("storage_full");
  const opened = callAs(kms.ada, { ciphertext });
  expect(await codeOf(decrypt(opened, target))).toBe("answered");
  expect(await kms.recordsOf(opened)).toMatchObject([{ event: "kms.decrypt", outcome: "allowed" }]);
  expect(await codeOf(getKey(callAs(kms.ada, undefined, { method: "GET" }), target))).toBe("answered");
  await free(2_000 * MIB);
  expect(await codeOf(encrypt(call(), target))).toBe("answered");
});

test("the volume of the log says what it takes and for how long the disk will do", async () => {
  await indexNewRecords(homeDatabase());
  expect((await auditVolume(homeDatabase(), 1_000 * MIB)).daysLeft, "less than a day tells nothing").toBeNull();
  await kms.query("UPDATE audit_facet_count SET bucket = bucket - interval '2 days'");
  const volume = await auditVolume(homeDatabase(), 1_000 * MIB);
  expect(volume.records).toBeGreaterThan(5);
  expect(volume.recordsPerDay).toBeGreaterThan(0);
  expect(volume.bytesPerDay).toBeCloseTo(volume.bytesPerRecord * volume.recordsPerDay);
  expect(volume.daysLeft).toBeCloseTo((1_000 * MIB) / volume.bytesPerDay);
  expect((await auditVolume(homeDatabase(), null)).daysLeft).toBeNull();
});
