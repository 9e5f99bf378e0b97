import { afterEach, beforeEach, expect, test } from "vitest";
import { homeDatabase } from "@/lib/platform/db";
import { newId } from "@/lib/platform/id";
import { evaluate, requirePermission } from "./authorise";
import type { Caller } from "./caller";
import { addMembership, createOrganisation } from "./organisation";
import { principalOfAccessToken } from "./principal";
import { callerInScope, requireFeature } from "./scope";
import { bumpEpoch, inHomeTransaction } from "./store";
import { createTestPerson, openTestHome, TEST_ORIGIN, type TestHome } from "./test-home";

let home: TestHome;
let ada: Awaited<ReturnType<typeof createTestPerson>>;

beforeEach(async () => {
  home = await openTestHome();
  ada = await createTestPerson("ada");
});

afterEach(() => home.close());

async function createProject(organisationId: string, slug: string): Promise<string> {
  const id = newId("prj");
  await homeDatabase().prisma.project.create({ data: { id, organisationId, name: slug, slug } });
  return id;
}

const call = async (token: string, organisation: string | null, project: string | null = null) =>
  callerInScope(await principalOfAccessToken(token, { fresh: true }), organisation, project, TEST_ORIGIN);
const refusal = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return { code: Reflect.get(Object(error), "code"), message: Reflect.get(Object(error), "message") };
};

test("with one organisation the header may be left out", async () => {
  expect((await call(ada.token, null)).scope).toEqual({ organisationId: ada.organisationId, projectId: "" });
});

test("with two organisations the header is required", async () => {
  const { id } = await createOrganisation({ name: "Second" });
  await addMembership({ organisationId: id, userId: ada.userId, role: "MEMBER" });
  expect(await refusal(call(ada.token, null))).toMatchObject({ code: "organisation_required" });
  expect((await call(ada.token, "second")).organisation).toMatchObject({ id, role: "MEMBER" });
  expect((await call(ada.token, id)).scope.organisationId).toBe(id);
});

test("an organisation one is no member of looks like one that does not exist", async () => {
  const bob = await createTestPerson("bob");
  const absent = await refusal(call(ada.token, "nowhere"));
  expect(absent.code).toBe("organisation_not_found");
  expect(await refusal(call(ada.token, "bob-works"))).toEqual(absent);
  expect(await refusal(call(ada.token, bob.organisationId))).toEqual(absent);
});

test("a project is found by identity or slug, and at once when it is remembered", async () => {
  const projectId = await createProject(ada.organisationId, "shop");
  const principal = await principalOfAccessToken(ada.token);
  expect((await callerInScope(principal, null, "shop", TEST_ORIGIN)).scope.projectId).toBe(projectId);
  expect((await callerInScope(principal, null, projectId, TEST_ORIGIN)).scope.projectId).toBe(projectId);
  expect(callerInScope(principal, null, "shop", TEST_ORIGIN)).not.toBeInstanceOf(Promise);
});

test("a project of another organisation looks like one that does not exist", async () => {
  const bob = await createTestPerson("bob");
  const projectId = await createProject(bob.organisationId, "shop");
  const absent = await refusal(call(ada.token, null, "nowhere"));
  expect(absent.code).toBe("project_not_found");
  expect(await refusal(call(ada.token, null, "shop"))).toEqual(absent);
  expect(await refusal(call(ada.token, null, projectId))).toEqual(absent);
});

test("an empty organisation or project header counts as none", async () => {
  expect((await call(ada.token, "", "")).scope).toEqual({ organisationId: ada.organisationId, projectId: "" });
});

test.each(["\u0000", "x".repeat(129), "shop shop"])(
  "a project header that names nothing (%#) is refused",
  async (text) => {
    expect(await refusal(call(ada.token, null, text))).toMatchObject({ code: "project_not_found" });
  },
);

test("a renamed project is not found under its old slug once the epoch has moved", async () => {
  const projectId = await createProject(ada.organisationId, "shop");
  await call(ada.token, null, "shop");
  await inHomeTransaction(async (transaction) => {
    await transaction.project.update({ where: { id: projectId }, data: { slug: "store" } });
    await bumpEpoch(transaction, ada.organisationId);
  });
  expect(await refusal(call(ada.token, null, "shop"))).toMatchObject({ code: "project_not_found" });
  expect((await call(ada.token, null, "store")).scope.projectId).toBe(projectId);
});

test("a project that cannot be looked up is unavailable, not absent", async () => {
  const principal = await principalOfAccessToken(ada.token);
  home.cutOff(true);
  await expect(callerInScope(principal, null, "shop", TEST_ORIGIN)).rejects.toMatchObject({ code: "unavailable" });
});

test("a feature that is switched off refuses the call", async () => {
  const caller = await call(ada.token, null);
  expect(() => requireFeature(caller, "kms")).not.toThrow();
  await homeDatabase().prisma.organisation.updateMany({ data: { featuresDisabled: ["kms"] } });
  const later = await call(ada.token, null);
  expect(() => requireFeature(later, "kms")).toThrow(expect.objectContaining({ code: "feature_disabled" }));
  expect(() => requireFeature(later, "dns")).not.toThrow();
});

test("owners may do everything in the scope they call in, members nothing, and nobody anything outside it", async () => {
  const caller: Caller = await call(ada.token, null);
  const own = { type: "kms_key", id: "", organisationId: ada.organisationId, projectId: "" } as const;
  expect(evaluate(caller, "kms_key:encrypt", own, 0).allowed).toBe(true);
  const member = { ...caller, organisation: { ...caller.organisation, role: "MEMBER" as const } };
  expect(evaluate(member, "kms_key:delete", own, 0).allowed).toBe(false);
  expect(evaluate(caller, "kms_key:encrypt", { ...own, organisationId: "o-other" }, 0).allowed).toBe(false);
  expect(evaluate(caller, "kms_key:encrypt", { ...own, projectId: "prj-other" }, 0).allowed).toBe(false);
  expect(() => requirePermission(caller, "kms_key:list", { ...own, projectId: "prj-other" })).toThrow(
    expect.objectContaining({ code: "permission_denied", message: "The permission kms_key:list is required." }),
  );
});
