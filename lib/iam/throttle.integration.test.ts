import { afterEach, beforeEach, expect, test } from "vitest";
import { type FakeClock, useFakeClock } from "@/lib/platform/clock";
import { homeDatabase } from "@/lib/platform/db";
import { openTestHome, type TestHome } from "./test-home";
import { abandonAttempt, beginAttempt, settleAttempt } from "./throttle";

let home: TestHome;
let clock: FakeClock;

beforeEach(async () => {
  clock = useFakeClock("2026-03-01T12:00:00Z");
  home = await openTestHome();
});

afterEach(async () => {
  clock.restore();
  await home.close();
});

const fail = (email: string, address: string) => beginAttempt(email, address);
const waitFor = async (email: string, address: string): Promise<number> => {
  const error: unknown = await beginAttempt(email, address).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error === null) return 0;
  expect(error).toMatchObject({ code: "too_many_requests" });
  return Number(Reflect.get(Object(error), "retryAfterInSeconds"));
};

test("five mistakes are free, then the delay doubles up to a quarter of an hour", async () => {
  for (let mistake = 1; mistake <= 5; mistake += 1) await fail("ada@example.org", "192.0.2.1");
  const waits: number[] = [];
  for (let mistake = 6; mistake <= 15; mistake += 1) {
    const seconds = await waitFor("ada@example.org", "192.0.2.1");
    waits.push(seconds);
    clock.advance(seconds * 1_000 - 1);
    expect(await waitFor("ada@example.org", "192.0.2.1")).toBe(1);
    clock.advance(1);
    await fail("ada@example.org", "192.0.2.1");
  }
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900]);
});

test("an attempt that comes too soon does not lengthen the delay", async () => {
  for (let mistake = 1; mistake <= 5; mistake += 1) await fail("ada@example.org", "192.0.2.1");
  clock.advance(2_000);
  expect(await waitFor("ada@example.org", "192.0.2.1")).toBe(3);
  clock.advance(1_000);
  expect(await waitFor("ada@example.org", "192.0.2.1")).toBe(2);
});

test("a thousand guesses at once are counted before any of them is looked at", async () => {
  const guesses = Array.from({ length: 40 }, () => fail("ada@example.org", "192.0.2.1"));
  const passed = (await Promise.allSettled(guesses)).filter(({ status }) => status === "fulfilled");
  expect(passed).toHaveLength(5);
});

test("signing in forgets one's own mistakes", async () => {
  for (let mistake = 1; mistake <= 4; mistake += 1) await fail("ada@example.org", "192.0.2.1");
  await settleAttempt(await beginAttempt("ada@example.org", "192.0.2.1"));
  for (let mistake = 1; mistake <= 5; mistake += 1) await fail("ada@example.org", "192.0.2.1");
  expect(await waitFor("ada@example.org", "192.0.2.1")).toBe(5);
});

test("an attempt that could not be decided does not count", async () => {
  for (let mistake = 1; mistake <= 4; mistake += 1) await fail("ada@example.org", "192.0.2.1");
  await abandonAttempt(await beginAttempt("ada@example.org", "192.0.2.1"));
  await fail("ada@example.org", "192.0.2.1");
  expect(await waitFor("ada@example.org", "192.0.2.1")).toBe(5);
});

test("one address that tries many people is slowed down, and an account of its own does not buy it more", async () => {
  for (let guess = 1; guess <= 30; guess += 1) {
    await fail(`person-${guess}@example.org`, "192.0.2.66");
    if (guess % 10 === 5) await settleAttempt(await beginAttempt("mallory@example.org", "192.0.2.66"));
  }
  expect(await waitFor("person-31@example.org", "192.0.2.66")).toBe(5);
});

test("addresses of one IPv6 network count as one", async () => {
  for (let mistake = 1; mistake <= 5; mistake += 1) await fail("ada@example.org", `2001:db8:1:2::${mistake}`);
  expect(await waitFor("ada@example.org", "2001:db8:1:2:ffff::1")).toBe(5);
  expect(await waitFor("ada@example.org", "2001:db8:1:3::1")).toBe(0);
});

test("attackers at other addresses cannot keep a person out, however long they go on", async () => {
  for (let day = 1; day <= 3; day += 1) {
    for (let bot = 1; bot <= 60; bot += 1) await waitFor("ada@example.org", `198.51.100.${bot}`);
    await settleAttempt(await beginAttempt("ada@example.org", "192.0.2.1"));
    clock.advance(24 * 60 * 60 * 1_000);
  }
});

test("a person under attack gives each further address one guess instead of five", async () => {
  for (let bot = 1; bot <= 50; bot += 1) await fail("ada@example.org", `198.51.100.${bot}`);
  await fail("ada@example.org", "203.0.113.1");
  expect(await waitFor("ada@example.org", "203.0.113.1")).toBe(5);
  await fail("bob@example.org", "203.0.113.1");
  expect(await waitFor("bob@example.org", "203.0.113.1")).toBe(0);
});

test("mistakes are forgotten after six hours without another", async () => {
  for (let mistake = 1; mistake <= 5; mistake += 1) await fail("ada@example.org", "192.0.2.1");
  clock.advance(6 * 60 * 60 * 1_000);
  for (let mistake = 1; mistake <= 5; mistake += 1) await fail("ada@example.org", "192.0.2.1");
  expect(await waitFor("ada@example.org", "192.0.2.1")).toBe(5);
});

test("a clock that is set back does not lengthen a delay", async () => {
  for (let mistake = 1; mistake <= 5; mistake += 1) await fail("ada@example.org", "192.0.2.1");
  clock.set("2026-02-01T00:00:00Z");
  expect(await waitFor("ada@example.org", "192.0.2.1")).toBe(5);
});

test("addresses and e-mails rest as hashes, and old counters are removed", async () => {
  await fail("ada@example.org", "192.0.2.1");
  const rows = await homeDatabase().prisma.signInThrottle.findMany();
  expect(rows).toHaveLength(3);
  for (const { subject } of rows) expect(subject).toMatch(/^[0-9a-f]{64}$/);
  clock.advance(6 * 60 * 60 * 1_000 + 1);
  await settleAttempt(await beginAttempt("bob@example.org", "192.0.2.2"));
  expect(await homeDatabase().prisma.signInThrottle.count()).toBe(2);
});
