import { expect, test } from "vitest";
import { addressGroup, clientAddress, UNKNOWN_ADDRESS } from "./client-address";

const proxies = ["10.0.0.0/8", "2001:db8:ffff::/48", "192.0.2.7"];
const through = (
  forwardedFor: string | null,
  socketAddress: string | undefined = "10.1.2.3",
  trustedProxies = proxies,
) => clientAddress({ socketAddress, forwardedFor, trustedProxies });

test("without trusted proxies the header is ignored", () => {
  expect(through("203.0.113.9", "198.51.100.1", [])).toBe("198.51.100.1");
});

test("a client that is no trusted proxy cannot choose its address", () => {
  expect(through("203.0.113.9", "198.51.100.1")).toBe("198.51.100.1");
});

test("behind a trusted proxy the address it wrote counts", () => {
  expect(through("203.0.113.9")).toBe("203.0.113.9");
});

test("what the client wrote to the left of the rightmost untrusted hop does not count", () => {
  expect(through("127.0.0.1, 10.9.9.9, 203.0.113.9")).toBe("203.0.113.9");
  expect(through("1.1.1.1,203.0.113.9, 10.4.4.4 ,192.0.2.7")).toBe("203.0.113.9");
});

test("a chain of trusted proxies alone yields the first of them", () => {
  expect(through("10.4.4.4, 10.5.5.5")).toBe("10.4.4.4");
});

test.each(["", "unknown", "203.0.113.256", "203.0.113.9:99999999", "[2001:db8::1", "<script>", "1.2.3.4, "])(
  "a malformed hop (%j) leaves the proxy's own address",
  (header) => expect(through(header)).toBe("10.1.2.3"),
);

test("a malformed hop hides everything to its left", () => {
  expect(through("203.0.113.9, garbage, 10.4.4.4")).toBe("10.4.4.4");
});

test.each([
  ["203.0.113.9:51234", "203.0.113.9"],
  ["[2001:DB8:0:0::1]:443", "2001:db8::1"],
  ["[2001:db8::1]", "2001:db8::1"],
  ["2001:0db8:0000::0001", "2001:db8::1"],
  ["::ffff:203.0.113.9", "203.0.113.9"],
  ["fe80::1%eth0", "fe80::1"],
])("the hop %s is read as %s", (hop, address) => expect(through(hop)).toBe(address));

test("an IPv4 peer of an IPv6 listener is recognised as the trusted proxy it is", () => {
  expect(through("203.0.113.9", "::ffff:10.1.2.3")).toBe("203.0.113.9");
  expect(through("203.0.113.9", "2001:db8:ffff::5")).toBe("203.0.113.9");
  expect(through("203.0.113.9", "2001:db8:fffe::5")).toBe("2001:db8:fffe::5");
});

test("a socket that is gone has no address", () => {
  expect(clientAddress({ socketAddress: undefined, forwardedFor: "1.2.3.4", trustedProxies: proxies })).toBe(
    UNKNOWN_ADDRESS,
  );
});

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  [UNKNOWN_ADDRESS, UNKNOWN_ADDRESS],
])("failures from %s count under %s", (address, group) => expect(addressGroup(address)).toBe(group));
