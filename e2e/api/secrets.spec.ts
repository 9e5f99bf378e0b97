import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { notedFetch } from "../noted-secrets";
import { type Installation, uniqueName } from "./kms-client";
import { MOUNTS } from "./mounts";
import { sendThenRead } from "./raw-connection";

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(installation: Installation, method: string, path: string, { body, headers: more }: Sent = {}) {
  const headers = new Headers({
    authorization: `Bearer ${installation.token}`,
    "x-organisation-identity": installation.organisation,
    ...more,
  });
  if (body !== undefined) headers.set("content-type", "application/json");
  const sent = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
  const answer = await notedFetch(`${installation.url}/v1${path}`, sent);
  return { status: answer.status, link: answer.headers.get("link"), body: await answer.json() };
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

for (const [mount, start] of Object.entries(MOUNTS)) {
  test.describe(`secrets through ${mount}`, () => {
    let installation: Installation;
    let stop = async () => {};
    let key = "";
    test.beforeAll(async () => {
      ({ installation, stop } = await start());
      key = uniqueName("secrets");
      await send(installation, "POST", "/kms/nl-01/keys", { body: { name: key } });
    });
    test.afterAll(() => stop());

    const folder = () => `/${uniqueName("folder")}`;
    const secrets = (method: string, path: string, sent: Sent = {}) =>
      send(installation, method, `/secrets/nl-01${path}`, sent);
    const create = (path: string, more: Record<string, unknown> = { secretString: base64("one") }) =>
      secrets("POST", "/secrets", { body: { path, kmsKeyIdentity: key, ...more } });

    test("a secret is written, read without a body, written anew, read by version, and gone", async () => {
      const path = `${folder()}/db.password+1`;
      expect(await create(path)).toMatchObject({ status: 201, body: { path, currentVersion: 1 } });
      expect(await create(path)).toMatchObject({ status: 409, body: { code: "secret_path_taken" } });
      const value = await secrets("POST", `/secret${path}/value`);
      expect(value).toMatchObject({
        status: 200,
        body: { version: 1, secretString: base64("one"), kmsKeyVersion: "1" },
      });
      const put = { body: { path, secretString: base64("two") } };
      expect(await secrets("POST", `/secret${path}/versions`, put)).toMatchObject({
        status: 200,
        body: { path, version: 2 },
      });
      const first = await secrets("POST", `/secret${path}/value`, { body: { path, version: 1 } });
      expect(first.body.secretString).toBe(base64("one"));
      expect((await secrets("DELETE", `/secret${path}/versions?version=2`)).body.currentVersion).toBe(1);
      expect(await secrets("DELETE", `/secret${path}`)).toMatchObject({ status: 200 });
      expect((await secrets("GET", `/secret${path}`)).status).toBe(404);
    });

    test("both spellings of a path name the same secret", async () => {
      const path = `${folder()}/a+b`;
      await create(path);
      const query = `path=${encodeURIComponent(path)}`;
      for (const spelling of [
        `/secret${path}`,
        `/secret${encodeURIComponent(path).replace("%2F", "/")}`,
        `/secret?${query}`,
      ]) {
        expect(await secrets("GET", spelling), spelling).toMatchObject({ status: 200, body: { path } });
      }
      expect(await secrets("POST", `/secret/value?${query}`)).toMatchObject({ status: 200, body: { version: 1 } });
      const policy = {
        body: { accessPolicy: { statements: [{ effect: "Allow", actions: ["*"], principals: ["*"] }] } },
      };
      expect((await secrets("PUT", `/secret/policy?${query}`, policy)).body.accessPolicy).toEqual(
        policy.body.accessPolicy,
      );
    });

    test("an address with dot segments is refused, whatever it would resolve to", async () => {
      const path = `${folder()}/a+b`;
      await create(path);
      // Next resolves plain ones itself, before the API sees the address.
      const plain = [`/app/prod/../..${path}`, `/app/%2e%2e${path}`, `/app/.%2E${path}`, `/.${path}`];
      for (const written of [`/app%2F..${path}`, ...(mount === "our own server" ? plain : [])]) {
        const line = `GET /v1/secrets/nl-01/secret${written}`;
        const { status, body } = await sendThenRead(installation, line, [
          `Authorization: Bearer ${installation.token}`,
        ]);
        // Next answers in chunks, whose lengths stand around the JSON.
        const { code } = JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1));
        expect([status, code], written).toEqual([400, "invalid_request"]);
      }
    });

    test("what is malformed is refused with the field and what it must be", async () => {
      const path = `${folder()}/x`;
      await create(path);
      const refused: [string, string, Sent, number, string][] = [
        [
          "POST",
          "/secrets",
          { body: { path: "/x/value", kmsKeyIdentity: key, secretString: "YQ==" } },
          400,
          "must not end in /value",
        ],
        ["POST", "/secrets", { body: { path: "/x", kmsKeyIdentity: key, secretString: "*" } }, 400, "secretString"],
        ["POST", "/secrets", { body: { path: "/x", kmsKeyIdentity: key } }, 400, "exactly one of"],
        ["POST", `/secret${path}/value`, { body: { version: 0 } }, 400, "version"],
        ["POST", `/secret${path}/value`, { body: { path: "/other" } }, 400, "path in the address"],
        ["POST", `/secret${path}/value`, { body: { version: 7 } }, 404, "no such version"],
        [
          "POST",
          `/secret${path}/versions`,
          { body: { secretString: "YQ==" }, headers: { "if-match": '"7"' } },
          412,
          "objectVersion is 1",
        ],
        [
          "POST",
          `/secret${path}/versions`,
          { body: { secretString: "YQ==" }, headers: { "if-match": "x" } },
          400,
          "If-Match",
        ],
        ["DELETE", `/secret${path}/versions`, {}, 400, "version"],
        ["POST", `/secret${path}/value?path=/other`, {}, 400, "must be the path in the address"],
        [
          "PUT",
          `/secret${path}/policy`,
          { body: { accessPolicy: { conditions: [{ type: "ip" }] } } },
          400,
          "accessPolicy",
        ],
        ["PUT", `/secret${path}`, { body: {} }, 405, "use GET"],
        ["GET", "/secrets?path=a", {}, 400, "begin with a slash"],
      ];
      for (const [method, address, sent, status, message] of refused) {
        const answer = await secrets(method, address, sent);
        expect(answer, `${method} ${address}`).toMatchObject({
          status,
          body: { message: expect.stringContaining(message) },
        });
      }
      const elsewhere = await send(installation, "GET", `/secrets/xx-99/secret${path}`);
      expect(elsewhere).toMatchObject({ status: 404, body: { code: "region_not_found" } });
    });

    test("a folder is browsed level by level and page by page", async () => {
      const top = folder();
      for (const name of ["a", "b", "c", "sub/d"]) await create(`${top}/${name}`);
      const level = await secrets("GET", `/secrets?path=${top}/&limit=2`);
      expect(level.body).toMatchObject({
        path: `${top}/`,
        prefixes: [`${top}/sub/`],
        secrets: [{ path: `${top}/a` }, { path: `${top}/b` }],
      });
      const next = /^<([^>]+)>; rel="next"$/.exec(level.link ?? "")?.[1] ?? "";
      const rest = await send(installation, "GET", next.replace("/v1", ""));
      expect(rest).toMatchObject({ link: null, body: { prefixes: [], secrets: [{ path: `${top}/c` }] } });
      expect((await secrets("GET", `/secrets?pathPrefix=${top}`)).body).toHaveLength(4);
    });
  });
}

const execute = promisify(execFile);

test("pelagos run gives a command the names and values of a secret, and not the token", async () => {
  const { installation } = await (MOUNTS["our own server"]?.() ?? Promise.reject(new Error("no server")));
  const name = uniqueName("run");
  await send(installation, "POST", "/kms/nl-01/keys", { body: { name } });
  const secretKeyValues = { DB_USER: base64("ada"), DB_PASSWORD: base64("it's $HOME\nhere") };
  const body = { path: `/${name}/env`, kmsKeyIdentity: name, secretKeyValues };
  expect((await send(installation, "POST", "/secrets/nl-01/secrets", { body })).status).toBe(201);
  const script =
    "console.log(JSON.stringify([process.env.DB_USER, process.env.DB_PASSWORD, process.env.PELAGOS_TOKEN ?? null]))";
  const pelagos = join(import.meta.dirname, "..", "..", "lib", "cli", "pelagos.mjs");
  const run = (path: string, program: string) =>
    execute(
      process.execPath,
      [pelagos, "run", "--secret", path, "--region", "nl-01", "--", process.execPath, "-e", program],
      {
        env: {
          ...process.env,
          PELAGOS_URL: installation.url,
          PELAGOS_TOKEN: installation.token,
          PELAGOS_ORGANISATION: installation.organisation,
        },
      },
    );
  const { stdout } = await run(body.path, script);
  expect(JSON.parse(stdout)).toEqual(["ada", "it's $HOME\nhere", null]);
  await expect(run(body.path, "process.exit(7)")).rejects.toMatchObject({ code: 7 });
  await expect(run(`/${name}/none`, script)).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining("No such secret"),
  });
});
