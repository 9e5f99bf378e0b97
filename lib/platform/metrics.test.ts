import { expect, test } from "vitest";
import { cacheLookups, metricsRegistry } from "./metrics";

test("lookups counted by a cache are in the metrics, once, however often they are read", async () => {
  const lookups = cacheLookups("key");
  lookups.hits += 3;
  cacheLookups("key").misses += 1;
  await metricsRegistry().metrics();
  const text = await metricsRegistry().metrics();
  expect(text).toContain('pelagos_cache_lookups_total{cache="key",result="hit"} 3');
  expect(text).toContain('pelagos_cache_lookups_total{cache="key",result="miss"} 1');
});
