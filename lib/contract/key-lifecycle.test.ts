import { describe, expect, test } from "vitest";
import {
  KEY_STATUSES,
  KEY_STATUSES_USABLE,
  KEY_TRANSITIONS,
  KEY_VERSION_STATUSES,
  KEY_VERSION_STATUSES_ASKED,
  type KeyStatus,
  type KeyTransition,
} from "./key-lifecycle";

/** The whole table once more, cell by cell: the state afterwards, `before` for that before deletion, null where it is refused. */
const EXPECTED: Readonly<Record<KeyTransition, Readonly<Record<KeyStatus, KeyStatus | "before" | null>>>> = {
  rotate: { active: "active", disabled: null, pending_deletion: null },
  disable: { active: "disabled", disabled: "disabled", pending_deletion: null },
  enable: { active: "active", disabled: "active", pending_deletion: null },
  update_rotation: { active: "active", disabled: "disabled", pending_deletion: null },
  update_versions: { active: "active", disabled: "disabled", pending_deletion: null },
  bind: { active: "active", disabled: null, pending_deletion: null },
  delete: { active: "pending_deletion", disabled: "pending_deletion", pending_deletion: "pending_deletion" },
  cancel_deletion: { active: null, disabled: null, pending_deletion: "before" },
};

const TRANSITIONS = Object.keys(EXPECTED) as KeyTransition[];
const CELLS = TRANSITIONS.flatMap((transition) =>
  KEY_STATUSES.map((status) => ({ transition, status, after: EXPECTED[transition][status] })),
);

describe("transitions", () => {
  test("are these and no others", () => {
    expect(Object.keys(KEY_TRANSITIONS).sort()).toEqual([...TRANSITIONS].sort());
  });

  test.each(CELLS)("$transition of a key that is $status leads to $after", ({ transition, status, after }) => {
    const { from, to } = KEY_TRANSITIONS[transition];
    expect(from.includes(status) ? (to ?? status) : null).toBe(after);
  });
});

test("only an active key may be used", () => {
  expect(KEY_STATUSES_USABLE).toEqual(["active"]);
});

test("a request asks for no state that only time brings", () => {
  expect(KEY_VERSION_STATUSES).toEqual(["active", "disabled", "pending_destruction", "destroyed"]);
  expect(KEY_VERSION_STATUSES_ASKED).toEqual(["active", "disabled", "destroyed"]);
});
