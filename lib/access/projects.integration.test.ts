import { afterAll, beforeAll, expect, test } from "vitest";
import { callAs, codeOf, openTestKms, type TestCaller, type TestKms } from "@/lib/kms/test-calls";
import { createProject, deleteProject, getProject, listProjects, updateProject } from "./projects";
import { createTestMember } from "./test-members";

let kms: TestKms;
let member: TestCaller;
beforeAll(async () => {
  kms = await openTestKms();
  member = await createTestMember(kms.ada.organisationId, "mel");
});
afterAll(() => kms.close());

const make = (name: string, parentProjectIdentity?: string) =>
  createProject(callAs(kms.ada, { name, parentProjectIdentity }));

test("a project is made, found by identity and slug, changed and deleted, each with a record", async () => {
  const call = callAs(kms.ada, { name: "Payments", labels: { tier: "one" } });
  const made = await createProject(call);
  expect(made).toMatchObject({ slug: "payments", labels: { tier: "one" }, parentProject: null, objectVersion: 1 });
  expect(await kms.recordsOf(call)).toMatchObject([{ event: "iam.project.create", outcome: "allowed", status: 201 }]);
  expect(await getProject(callAs(kms.ada), "payments")).toEqual(made);
  expect(await getProject(callAs(kms.ada), made.identity)).toEqual(made);
  const changed = await updateProject(callAs(kms.ada, { description: "New" }), "payments");
  expect(changed).toMatchObject({ name: "Payments", description: "New", labels: { tier: "one" }, objectVersion: 2 });
  expect(await deleteProject(callAs(kms.ada), "payments")).toEqual({ identity: made.identity, deleted: true });
  expect(await codeOf(getProject(callAs(kms.ada), made.identity))).toBe("object_not_found");
  expect(await codeOf(make("Payments"))).toBe("slug_taken");
});

test("projects nest eight deep and never in a circle", async () => {
  const path = [await make("level 1")];
  for (let level = 2; level <= 8; level += 1) path.push(await make(`level ${level}`, path.at(-1)?.identity));
  expect(await codeOf(make("level 9", path.at(-1)?.slug))).toBe("state_conflict");
  const below = callAs(kms.ada, { parentProjectIdentity: path[3]?.identity });
  expect(await codeOf(updateProject(below, path[1]?.identity))).toBe("state_conflict");
  const self = callAs(kms.ada, { parentProjectIdentity: path[1]?.identity });
  expect(await codeOf(updateProject(self, path[1]?.identity))).toBe("state_conflict");
  const other = await make("elsewhere");
  const deep = callAs(kms.ada, { parentProjectIdentity: other.identity });
  expect(await codeOf(updateProject(deep, "level-1"))).toBe("state_conflict");
  const top = await updateProject(callAs(kms.ada, { parentProjectIdentity: null }), "level-2");
  expect(top.parentProject).toBeNull();
  expect(await updateProject(callAs(kms.ada, { parentProjectIdentity: "elsewhere" }), "level-2")).toMatchObject({
    parentProject: { slug: "elsewhere" },
  });
});

test("two moves at once that together would make a circle leave none", async () => {
  const [one, two] = [await make("circle one"), await make("circle two")];
  const move = (from: string, to: string) => updateProject(callAs(kms.ada, { parentProjectIdentity: to }), from);
  const codes = await Promise.all([codeOf(move(one.identity, two.identity)), codeOf(move(two.identity, one.identity))]);
  expect(codes.sort()).toEqual(["answered", "state_conflict"]);
});

test("a project with projects below it or with keys stays", async () => {
  const parent = await make("parent");
  const child = await make("child", parent.slug);
  expect(await codeOf(deleteProject(callAs(kms.ada), "parent"))).toBe("state_conflict");
  await kms.makeKey({ name: "moved into the child" });
  await kms.query("UPDATE kms_key SET project_id = $1 WHERE slug = 'moved-into-the-child'", [child.identity]);
  await expect(deleteProject(callAs(kms.ada), "child")).rejects.toThrow(/keys in nl-01/);
  await kms.query("UPDATE kms_key SET purged_at = now() WHERE slug = 'moved-into-the-child'");
  expect(await codeOf(deleteProject(callAs(kms.ada), "child"))).toBe("answered");
});

test("another organisation's project is answered as one that does not exist", async () => {
  const made = await make("private");
  for (const asked of [made.identity, made.slug, "no-such-project"]) {
    expect(await codeOf(getProject(callAs(kms.eve), asked))).toBe("object_not_found");
    expect(await codeOf(updateProject(callAs(kms.eve, { name: "mine" }), asked))).toBe("object_not_found");
    expect(await codeOf(deleteProject(callAs(kms.eve), asked))).toBe("object_not_found");
  }
  const below = callAs(kms.eve, { name: "below", parentProjectIdentity: made.identity });
  expect(await codeOf(createProject(below))).toBe("invalid_request");
  expect(await listProjects(callAs(kms.eve))).toEqual([]);
});

test("a member without a role may do nothing with projects, a feature that is off refuses owners too", async () => {
  const codes = await Promise.all([
    codeOf(listProjects(callAs(member))),
    codeOf(getProject(callAs(member), "private")),
    codeOf(createProject(callAs(member, { name: "mine" }))),
    codeOf(updateProject(callAs(member, {}), "private")),
    codeOf(deleteProject(callAs(member), "private")),
  ]);
  expect(new Set(codes)).toEqual(new Set(["permission_denied"]));
  await kms.query("UPDATE organisation SET features_disabled = '{projects}' WHERE id = $1", [kms.eve.organisationId]);
  await kms.query("UPDATE access_epoch SET epoch = epoch + 1 WHERE organisation_id = $1", [kms.eve.organisationId]);
  expect(await codeOf(listProjects(callAs(kms.eve)))).toBe("feature_disabled");
});

test.each([
  [{}],
  [{ name: "" }],
  [{ name: "x", colour: "red" }],
  [{ name: "prj-0123456789abcdefghij" }],
  [[]],
  [{ name: 3 }],
])("%j is refused as a project", async (request) => {
  expect(await codeOf(createProject(callAs(kms.ada, request)))).toBe("invalid_request");
});
