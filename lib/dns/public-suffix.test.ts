import { expect, test } from "vitest";
import { isPublicSuffix } from "./public-suffix";

test.each(["com", "co.uk", "github.io", "xn--p1ai", "foo.ck", "in-addr.arpa"])("%s is a public suffix", (name) => {
  expect(isPublicSuffix(name)).toBe(true);
});

test.each(["example.com", "example.co.uk", "me.github.io", "www.ck", "2.0.192.in-addr.arpa", "lan", "home.example"])(
  "%s is none",
  (name) => {
    expect(isPublicSuffix(name)).toBe(false);
  },
);
