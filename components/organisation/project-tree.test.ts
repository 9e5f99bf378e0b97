import { describe, expect, test } from "vitest";
import type { ProjectMessage } from "@/lib/contract/access";
import { projectAndBelow, projectPath, projectTree } from "./project-tree";

function project(name: string, parent: string | null): ProjectMessage {
  const at = "2026-01-01T00:00:00.000Z";
  return {
    ...{ identity: `prj-${name}`, name, slug: name, description: "", labels: {}, annotations: {} },
    ...{ createdAt: at, updatedAt: at, objectVersion: 1 },
    parentProject: parent === null ? null : { identity: `prj-${parent}`, name: parent, slug: parent },
  };
}

const projects = [project("ledger", "pay"), project("staging", null), project("pay", "live"), project("live", null)];

describe("the tree of projects", () => {
  test("reads from top to bottom, each below its parent, siblings by name", () => {
    const rows = projectTree([...projects, project("alpha", "live")]).map(({ project: { name }, depth }) => [
      name,
      depth,
    ]);
    expect(rows).toEqual([
      ["live", 0],
      ["alpha", 1],
      ["pay", 1],
      ["ledger", 2],
      ["staging", 0],
    ]);
  });

  test("shows a project whose parent may not be seen at the top", () => {
    expect(projectTree([project("pay", "live")])).toMatchObject([{ depth: 0 }]);
  });

  test("knows what lies below a project, and the way down to it", () => {
    expect([...projectAndBelow(projects, "prj-live")].sort()).toEqual(["prj-ledger", "prj-live", "prj-pay"]);
    expect(projectPath(projects, "prj-ledger").map(({ name }) => name)).toEqual(["live", "pay", "ledger"]);
    expect(projectPath(projects, "prj-none")).toEqual([]);
  });
});
