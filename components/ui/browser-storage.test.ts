import { afterEach, expect, it, vi } from "vitest";
import { readStored, writeStored } from "./browser-storage";

afterEach(() => vi.unstubAllGlobals());

const storage = () => {
  const kept = new Map<string, string>();
  const setItem = vi.fn((key: string, text: string) => void kept.set(key, text));
  return { kept, setItem, getItem: (key: string) => kept.get(key) ?? null };
};

it("keeps texts in the browser", () => {
  const localStorage = storage();
  vi.stubGlobal("window", { localStorage });
  expect(readStored("a")).toBeNull();
  writeStored("a", "1");
  expect(readStored("a")).toBe("1");
  expect([...localStorage.kept]).toEqual([["a", "1"]]);
});

it("keeps what does not fit until the page is left", () => {
  const localStorage = storage();
  vi.stubGlobal("window", { localStorage });
  writeStored("b", "old");
  localStorage.setItem.mockImplementationOnce(() => {
    throw new Error("full");
  });
  writeStored("b", "new");
  expect(readStored("b")).toBe("new");
  writeStored("b", "newest");
  expect(readStored("b")).toBe("newest");
  expect(localStorage.kept.get("b")).toBe("newest");
});

it("throws nowhere in a browser that forbids its storage", () => {
  const window = {
    get localStorage() {
      throw new Error("denied");
    },
  };
  vi.stubGlobal("window", window);
  expect(readStored("c")).toBeNull();
  writeStored("c", "1");
  expect(readStored("c")).toBe("1");
});
