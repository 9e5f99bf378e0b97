import { afterAll, beforeAll, expect, it } from "vitest";
import { homeDatabase } from "@/lib/platform/db";
import { checkRegion } from "@/lib/regions/health";
import { regionNamed } from "@/lib/regions/registry";
import { openTestKms, type TestKms } from "./test-calls";

let kms: TestKms;

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

it("a region is available while every connection that calls share is taken", async () => {
  const { pool } = homeDatabase();
  const taken = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  try {
    expect(await checkRegion(regionNamed("nl-01"))).toMatchObject({ state: "available", reason: null });
    expect(pool.idleCount).toBe(0);
  } finally {
    for (const connection of taken) connection.release();
  }
});
