import { expect, test } from "vitest";
import { textStream } from "./text-stream";

test("texts come as they were, and are made only as they are read", async () => {
  let made = 0;
  async function* texts() {
    for (const text of ["one\n", "zwölf\n", "€\n"]) {
      made += 1;
      yield text;
    }
  }
  const reader = textStream(texts()).getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("one\n");
  // One more may wait in the stream's own queue.
  expect(made).toBeLessThanOrEqual(2);
  reader.releaseLock();
  expect(await new Response(textStream(texts())).text()).toBe("one\nzwölf\n€\n");
});

test("who stops reading ends the making; what breaks off is an error", async () => {
  let isEnded = false;
  async function* endless() {
    try {
      for (;;) yield "x";
    } finally {
      isEnded = true;
    }
  }
  const stream = textStream(endless());
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
  expect(isEnded).toBe(true);
  async function* broken() {
    yield "half";
    throw new Error("the database is gone");
  }
  await expect(new Response(textStream(broken())).text()).rejects.toThrow("the database is gone");
});
