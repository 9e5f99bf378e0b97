import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig, setConfig } from "./config";
import { fetchOutbound, isPublicAddress, type Resolve } from "./outbound";

let server: Server;
let port = 0;
let asked: string[] = [];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    if (request.url === "/redirect") return void response.writeHead(302, { location: "/keys" }).end();
    if (request.url === "/large") return void response.end("x".repeat(2_000));
    if (request.url === "/silent") return;
    if (request.url === "/slow") return void response.write("{");
    response.end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const allow = (list: string) => setConfig(loadConfig({ PELAGOS_OUTBOUND_ALLOW: list }));
const at = (path: string, host = "127.0.0.1") => `http://${host}:${port}${path}`;
const resolving =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

test("an address that is allowed is fetched", async () => {
  allow("127.0.0.0/8");
  const answer = await fetchOutbound(at("/keys"));
  expect({ status: answer.status, body: answer.body.toString() }).toEqual({ status: 200, body: '{"keys":[]}' });
});

test.each(["", "10.0.0.0/8", "127.0.0.2", "::1", "localhost"])(
  "loopback is refused where %j is allowed",
  async (list) => {
    allow(list);
    await expect(fetchOutbound(at("/keys"))).rejects.toThrow(/private network/);
    expect(asked).toEqual([]);
  },
);

test.each(["http://2130706433:1/", "http://0x7f.1:1/", "http://[::ffff:127.0.0.1]:1/", "http://[::]:1/", "https://0/"])(
  "%s is loopback by another name and refused",
  async (address) => {
    allow("");
    await expect(fetchOutbound(address)).rejects.toThrow(/private network/);
  },
);

test.each(["file:///etc/passwd", "ftp://example.org/", "data:,x", "not an address", "gopher://example.org"])(
  "%s is no address to fetch",
  async (address) => {
    allow("");
    await expect(fetchOutbound(address)).rejects.toThrow(/Only http and https/);
  },
);

test("an address with a password is refused", async () => {
  allow("127.0.0.1");
  await expect(fetchOutbound(`http://ada:secret@127.0.0.1:${port}/`)).rejects.toThrow(/password/);
});

test("a name that has one private address among its addresses is refused", async () => {
  allow("");
  const resolve = resolving("93.184.216.34", "10.0.0.1");
  await expect(fetchOutbound("https://issuer.example/", {}, resolve)).rejects.toThrow(/private network/);
});

test("the connection goes to the address that was checked, whatever the name resolves to later", async () => {
  allow("issuer.example");
  let resolutions = 0;
  const answer = await fetchOutbound(at("/keys", "issuer.example"), {}, async () => {
    resolutions += 1;
    return [{ address: "127.0.0.1", family: 4 }];
  });
  expect(answer.status).toBe(200);
  expect(resolutions).toBe(1);
  expect(asked).toEqual([`issuer.example:${port}/keys`]);
});

test("plain http to a public address is refused before a connection is made", async () => {
  allow("");
  await expect(fetchOutbound("http://issuer.example/", {}, resolving("93.184.216.34"))).rejects.toThrow(/https/);
});

test("a redirect is an answer, not followed", async () => {
  allow("127.0.0.1");
  expect((await fetchOutbound(at("/redirect"))).status).toBe(302);
  expect(asked).toHaveLength(1);
});

test("an answer that is too large is given up", async () => {
  allow("127.0.0.1");
  await expect(fetchOutbound(at("/large"), { bytes: 1_999 })).rejects.toThrow(/more than 1999 bytes/);
  expect((await fetchOutbound(at("/large"), { bytes: 2_000 })).body).toHaveLength(2_000);
});

test.each(["/silent", "/slow"])("a server that does not finish (%s) is given up in time", async (path) => {
  allow("127.0.0.1");
  await expect(fetchOutbound(at(path), { milliseconds: 100 })).rejects.toThrow(/in time/);
});

test("a name that takes too long to resolve is given up in time", async () => {
  allow("");
  const never: Resolve = () => new Promise(() => {});
  await expect(fetchOutbound("https://issuer.example/", { milliseconds: 50 }, never)).rejects.toThrow(/in time/);
});

test("a server that is not there is said to be unreachable", async () => {
  allow("127.0.0.1");
  await expect(fetchOutbound("http://127.0.0.1:1/")).rejects.toThrow(/cannot be reached/);
});

test.each([
  ["93.184.216.34", true],
  ["2606:4700::1111", true],
  ["10.1.2.3", false],
  ["172.31.255.255", false],
  ["172.32.0.1", true],
  ["192.168.0.1", false],
  ["127.9.9.9", false],
  ["169.254.169.254", false],
  ["168.63.129.16", false],
  ["100.100.100.200", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["0.0.0.0", false],
  ["::1", false],
  ["::", false],
  ["fe80::1", false],
  ["fd00:ec2::254", false],
  ["ff02::1", false],
  ["::ffff:93.184.216.34", false],
  ["64:ff9b::a00:1", false],
  ["2002:a00:1::", false],
  ["2001:db8::1", false],
  ["not an address", false],
])("%s is public: %s", (address, expected) => expect(isPublicAddress(address)).toBe(expected));
