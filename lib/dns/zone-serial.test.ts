import fc from "fast-check";
import { expect, test } from "vitest";
import { firstSerial, isLaterSerial, nextSerial } from "./zone-serial";

const AT = new Date("2026-11-26T23:30:00Z");

test("a serial is the date and a number of the day, and goes on from there", () => {
  expect(firstSerial(AT)).toBe(2026112600);
  expect(nextSerial(2026112600, AT)).toBe(2026112601);
  expect(nextSerial(2026112501, AT)).toBe(2026112600);
  expect(nextSerial(2026112699, AT)).toBe(2026112700);
  expect(nextSerial(2026112700, AT)).toBe(2026112701);
});

test("it is later than the one before, wherever on the circle that is, and never 0", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4_294_967_295 }), (serial) => {
      const next = nextSerial(serial, AT);
      expect(isLaterSerial(next, serial)).toBe(true);
      expect(isLaterSerial(serial, next)).toBe(false);
      expect(next).toBeGreaterThan(0);
      expect(next).toBeLessThan(4_294_967_296);
    }),
  );
});

test("what is later wraps at 2^32 (RFC 1982, 5.2)", () => {
  expect(isLaterSerial(1, 4_294_967_295)).toBe(true);
  expect(isLaterSerial(4_294_967_295, 1)).toBe(false);
  expect(isLaterSerial(5, 5)).toBe(false);
  expect(nextSerial(4_294_967_295, new Date("2200-01-01T00:00:00Z"))).toBe(1);
});
