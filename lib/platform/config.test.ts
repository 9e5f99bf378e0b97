import { expect, test } from "vitest";
import { isLoopbackHost, loadConfig } from "./config";

test("an empty environment starts on loopback with the embedded database", () => {
  const loaded = loadConfig({});
  expect(loaded).toMatchObject({ port: 3000, host: "localhost", publicUrl: "http://localhost:3000", jobs: true });
  expect(loaded.databaseUrl).toBeUndefined();
  expect(loaded.dataDirectory).toMatch(/^\/.*\.pelagos$/);
  expect(loaded.workers).toBeGreaterThan(0);
});

test.each([
  ["PORT", "80x"],
  ["PORT", "0"],
  ["PORT", "65536"],
  ["WORKERS", "0"],
  ["DATABASE_URL", "mysql://host/db"],
  ["PELAGOS_PUBLIC_URL", "https://example.org/path"],
  ["PELAGOS_HOME_ROOT_KEY", "home.key"],
  ["TRUSTED_PROXIES", "10.0.0.0/33"],
  ["TRUSTED_PROXIES", "10.0.0.0/8,nowhere"],
  ["JOBS", "maybe"],
  ["LOG_LEVEL", "loud"],
  ["METRICS_TOKEN", "short"],
  ["BOOTSTRAP_EMAIL", "admin"],
])("a bad %s (%s) is refused with its name and an example", (name, value) => {
  expect(() => loadConfig({ [name]: value })).toThrow(new RegExp(`^${name} must .*; for example ${name}=`));
});

test("a refusal never repeats a secret value", () => {
  expect(() => loadConfig({ METRICS_TOKEN: "s3cr3t" })).toThrow(/^(?!.*s3cr3t)/);
});

test("an empty variable counts as absent", () => {
  expect(loadConfig({ PORT: "", DATABASE_URL: "" })).toMatchObject({ port: 3000, databaseUrl: undefined });
});

test("plain HTTP beyond loopback needs an explicit setting", () => {
  expect(() => loadConfig({ HOST: "0.0.0.0" })).toThrow(/HOST=0\.0\.0\.0 .*ALLOW_PLAIN_HTTP=on/);
  expect(loadConfig({ HOST: "0.0.0.0", ALLOW_PLAIN_HTTP: "on" }).host).toBe("0.0.0.0");
  expect(loadConfig({ HOST: "0.0.0.0", TLS_CERT_FILE: "a.crt", TLS_KEY_FILE: "a.key" }).publicUrl).toBe(
    "https://localhost:3000",
  );
});

test("one TLS file without the other is refused", () => {
  expect(() => loadConfig({ TLS_CERT_FILE: "a.crt" })).toThrow(/^TLS_KEY_FILE is missing/);
});

test("loopback hosts are recognised in both families", () => {
  expect(["localhost", "127.0.0.1", "127.1.2.3", "::1"].every(isLoopbackHost)).toBe(true);
  expect(["0.0.0.0", "::", "127.example.org", "10.0.0.1"].some(isLoopbackHost)).toBe(false);
});
