import { readdirSync } from "node:fs";
import { join } from "node:path";
import { NextRequest } from "next/server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { handleRead } from "@/lib/console/reads";
import { createSession } from "@/lib/iam/session";
import { openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { newId } from "@/lib/platform/id";
import { installationRoot } from "@/lib/platform/installation-root";

/** Every server action and every read of the console, called as the network could call them. */

const browser = vi.hoisted(() => ({ headers: new Headers(), session: "" }));
vi.mock("next/headers", () => ({
  headers: async () => browser.headers,
  cookies: async () => ({
    get: (name: string) =>
      name === "pelagos.session" && browser.session !== "" ? { value: browser.session } : undefined,
  }),
}));

type Action = (place: unknown, ...more: readonly unknown[]) => Promise<unknown>;

/** What an action takes after the place, where that is not one request: a line by its name. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = { runOperation: ["encrypt", {}] };

/** Actions that are about the person alone, or for platform administrators, wherever: by name. */
const OF_PERSON = ["changePassword", "decideClaim", "joinOrganisation"];

/** Actions of people who are not signed in: by name. */
const PUBLIC = ["openLink", "setPassword"];

/** Names that no organisation has given. */
const ZONE = newId("dnsz");
const OTHERS = { record: newId("dnsr"), secondary: newId("dnss") };

const app = join(installationRoot(), "app");
const files = readdirSync(app, { recursive: true, encoding: "utf8" })
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => path.endsWith("actions.ts"));
const actions: [string, Action][] = [];
for (const file of files) {
  const exported: Record<string, unknown> = await import(/* @vite-ignore */ join(app, file));
  for (const [name, action] of Object.entries(exported)) {
    if (typeof action === "function" && !PUBLIC.includes(name))
      actions.push([`${file} ${name}`, (place) => action(place, ...(ARGUMENTS[name] ?? [{}]))]);
  }
}

let kms: TestKms;
let ada: TestCaller & { readonly session: string };
let eve: TestCaller & { readonly session: string };
let key: string;

beforeAll(async () => {
  kms = await openTestKms();
  ada = await signedIn(kms.ada);
  eve = await signedIn(kms.eve);
  key = (await kms.makeKey({ keyType: "ecdsa-p256" })).identity;
});
afterAll(() => kms.close());

async function signedIn(who: TestCaller) {
  const { sessionId } = await createSession({ userId: who.userId, address: "", userAgent: "", replaces: null });
  return { ...who, session: sessionId };
}

const SAME_ORIGIN = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };

async function codeOfAction(
  action: Action,
  session: string,
  place: unknown,
  headers: Record<string, string> = SAME_ORIGIN,
) {
  browser.session = session;
  browser.headers = new Headers(headers);
  const result = await action(place);
  const code = Reflect.get(Object(Reflect.get(Object(result), "error")), "code");
  return code ?? Reflect.get(Object(result), "value");
}

describe.each(actions)("%s", (name, action) => {
  const place = (organisation: string) => ({
    organisation,
    region: "nl-01",
    key,
    path: "/a/secret",
    zone: ZONE,
    ...OTHERS,
  });

  test("needs a session, and a page of this console", async () => {
    expect(await codeOfAction(action, "", place(ada.organisationId))).toBe("unauthenticated");
    expect(await codeOfAction(action, newId("u").padEnd(43, "A"), place(ada.organisationId))).toBe("unauthenticated");
    const foreign: Record<string, string>[] = [
      {},
      { origin: "https://other.example", "sec-fetch-site": "cross-site" },
      { origin: "http://localhost:3001", "sec-fetch-site": "same-site" },
      { origin: "http://localhost:3000", "sec-fetch-site": "same-site" },
      { origin: "null" },
    ];
    for (const headers of foreign) {
      expect(await codeOfAction(action, ada.session, place(ada.organisationId), headers)).toBe("permission_denied");
    }
  });

  const isOfPerson = OF_PERSON.some((one) => name.endsWith(` ${one}`));
  if (isOfPerson) return;
  test("answers another organisation like one that does not exist, and its key like none", async () => {
    expect(await codeOfAction(action, eve.session, place(ada.organisationId))).toBe("organisation_not_found");
    expect(await codeOfAction(action, eve.session, place(newId("o")))).toBe("organisation_not_found");
    const absent = await codeOfAction(action, eve.session, { ...place(eve.organisationId), key: newId("kms") });
    expect(await codeOfAction(action, eve.session, place(eve.organisationId))).toEqual(absent);
  });
});

describe("reads", () => {
  const read = async (path: string) => {
    const headers = { cookie: `pelagos.session=${eve.session}`, ...SAME_ORIGIN };
    const request = new NextRequest(`http://localhost:3000/console-api/${path}`, { headers });
    const answer = await handleRead(request, {
      params: Promise.resolve({ path: (path.split("?")[0] ?? "").split("/") }),
    });
    const { requestId: _, ...body } = await answer.json();
    return { status: answer.status, body };
  };
  test.each(["keys", "keys/nl-01/KEY", "keys/nl-01/KEY/public-key", "regions", "wrapping-key/nl-01"])(
    "{organisation}/%s",
    async (path) => {
      const at = (organisation: string, id: string) => read(`${organisation}/${path.replace("KEY", id)}`);
      const nowhere = await at(newId("o"), newId("kms"));
      expect(nowhere.status).toBe(404);
      expect(await at(ada.organisationId, key)).toEqual(nowhere);
      if (!path.includes("KEY")) return;
      expect(await at(eve.organisationId, key)).toEqual(await at(eve.organisationId, newId("kms")));
    },
  );
});
