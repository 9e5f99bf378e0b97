import { expect, test } from "vitest";
import { sinkStanding } from "./sink-state";

const delivery = (consecutiveFailures: number, lagInSeconds: number) => ({ consecutiveFailures, lagInSeconds });

test("a sink is as its worst database; a paused one is paused whatever failed before", () => {
  const good = delivery(0, 2);
  expect(sinkStanding({ enabled: true, deliveries: [] })).toBe("waiting");
  expect(sinkStanding({ enabled: true, deliveries: [good, good] })).toBe("upToDate");
  expect(sinkStanding({ enabled: true, deliveries: [good, delivery(0, 31)] })).toBe("behind");
  expect(sinkStanding({ enabled: true, deliveries: [delivery(0, 900), delivery(1, 0)] })).toBe("failing");
  expect(sinkStanding({ enabled: false, deliveries: [delivery(9, 900)] })).toBe("paused");
});
