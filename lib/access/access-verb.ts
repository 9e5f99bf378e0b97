import type { z } from "zod";
import type { ChangeTransaction } from "@/lib/audit/change-writer";
import { ChangeMissed } from "@/lib/audit/change-writer";
import type { Feature } from "@/lib/contract/access";
import { KmsError } from "@/lib/contract/kms-error";
import { type Permission, partsOf } from "@/lib/contract/permissions";
import type { Attempt } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { type Entered, epochOf, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { requirePermission, requireSomewhere } from "@/lib/iam/authorise";
import type { Caller } from "@/lib/iam/caller";
import { lockEpochs, moveEpoch } from "@/lib/iam/store";
import { clock } from "@/lib/platform/clock";

/**
 * Verbs of the control plane: organisations, projects, people, roles and credentials, all in the home database. They go
 * through the same door as keys: proven, authorised, recorded before they are answered.
 */

/** What an attempt of a verb works with. */
export interface Asked {
  readonly attempt: Attempt;
  readonly caller: Caller;
  /** The caller as the call came, in the project it names, if any: for verbs that are about a key. */
  readonly asCalled: Caller;
  /** `o-…` */
  readonly organisationId: string;
  /** Identity of the project where the verb is about one's policies; empty otherwise. */
  readonly projectId: string;
  readonly at: Date;
  /** Requires another permission, or the same on one object. Error: permission_denied. */
  require(permission: Permission, id?: string): void;
  /** Notes what the record is about, as soon as it is known. */
  about(id: string): void;
}

interface AccessAct {
  /** Our own name, for example `iam.role.create`. */
  readonly event: string;
  /** Required before anything is read; null where the verb requires its own, or none. */
  readonly permission: Permission | null;
  /** Required on some object at least, before anything is read; the verb then requires it on the one it finds. */
  readonly onObject?: Permission;
  /** Requires what else the body does not decide about; runs before that is read. Error: permission_denied. */
  requires?(asked: Asked): void;
  /** About the principal itself: no organisation has to be named, and none of its rights are needed. */
  readonly ofPrincipal?: true;
  /** Moves the caller to the organisation that the address names. Error: organisation_not_found. */
  place?(caller: Caller, asked: string): Promise<Caller>;
  /** Feature that must be on; absent = none. */
  readonly feature?: Feature;
  /** Whether the verb acts in the project of the call, which must then be named. */
  readonly inProject?: true;
  readonly status?: 201;
  /** What the record calls the object; absent = the permission's resource type. */
  readonly resourceType?: string;
}

interface AccessRead<Answer> extends AccessAct {
  run(asked: Asked): Promise<Answer>;
}

type Requested<Schema extends z.ZodType> = Asked & { readonly request: z.output<Schema> };

interface AccessChange<Schema extends z.ZodType, Answer, Prepared> extends AccessAct {
  readonly request: Schema;
  /** Work that takes long and needs no lock: while the epoch is locked no call of the organisation is answered. Runs before `apply`. */
  prepare?(asked: Requested<Schema>): Promise<Prepared>;
  /** Runs in the transaction that the record ends, with the organisation's access epoch locked. */
  apply(asked: Requested<Schema> & { readonly tx: ChangeTransaction; readonly prepared?: Prepared }): Promise<Answer>;
}

/** Makes a reading verb; `asked` is the identity or slug that the address names, empty for lists. */
export function accessRead<Answer>(act: AccessRead<Answer>): (call: Call, asked?: string) => Promise<Answer> {
  return (call, asked = "") =>
    throughDoor(call, actOf(call, act, asked), async ({ attempt, caller }) =>
      act.run(askedOf(act, attempt, await placed(act, attempt, caller))),
    );
}

/**
 * Makes a changing verb: the organisation's access epoch is locked and compared with the one the caller was proven under,
 * the change is made, the epoch moves on, and the record ends the transaction. Every cached decision is stale from then on.
 */
export function accessChange<Schema extends z.ZodType, Answer, Prepared = never>(
  act: AccessChange<Schema, Answer, Prepared>,
): (call: Call, asked?: string) => Promise<Answer> {
  const asking = async ({ attempt, caller }: Entered) => askedOf(act, attempt, await placed(act, attempt, caller));
  const requested = async (asked: Asked) => ({
    ...asked,
    request: parseRequest(act.request, await asked.attempt.call.body()),
  });
  const prepare = act.prepare?.bind(act);
  return async (call, asked = "") => {
    const { changed } = await changeThroughDoor<Prepared, Answer>(call, actOf(call, act, asked), {
      prepare: prepare && (async (entered) => prepare(await requested(await asking(entered)))),
      async apply(entered, tx, prepared) {
        const { attempt } = entered;
        const given = await asking(entered);
        await requireUnchanged(tx, act, given);
        const answer = await act.apply({ ...(await requested(given)), tx, prepared });
        if (given.organisationId !== "") attempt.epoch = await moveEpoch(tx, given.organisationId);
        const recordedIn = attempt.caller?.scope.organisationId ?? "";
        if (recordedIn !== given.organisationId) attempt.epoch = await moveEpoch(tx, recordedIn);
        return answer;
      },
    });
    return changed;
  };
}

function actOf(call: Call, { event, feature, status, ofPrincipal }: AccessAct, asked: string) {
  return { action: call.method, event, region: null, asked, feature: feature ?? null, status, ofPrincipal };
}

/** From here on the call is recorded in the organisation it is about. */
async function placed(act: AccessAct, attempt: Attempt, caller: Caller): Promise<Caller> {
  if (act.place === undefined) return caller;
  const moved = await act.place(caller, attempt.act.asked);
  attempt.caller = moved;
  attempt.epoch = epochOf(moved);
  return moved;
}

/**
 * Locks the access epoch, or for acts on a principal those of all its organisations, as its credentials count in each.
 * Throws ChangeMissed where rights have changed since the caller was proven.
 */
async function requireUnchanged(tx: ChangeTransaction, { ofPrincipal }: AccessAct, { caller }: Asked): Promise<void> {
  const { organisation, principal } = caller;
  const own = ofPrincipal ? principal.organisations : [];
  const ids = new Set([...own, organisation].map(({ id }) => id));
  const epochs = await lockEpochs(tx, [...ids]);
  const isUnchanged = ({ id, epoch }: { id: string; epoch: bigint }) => (epochs.get(id) ?? 0n) === epoch;
  if (![...own, organisation].every(isUnchanged)) throw new ChangeMissed("rights have changed");
}

function askedOf(act: AccessAct, attempt: Attempt, given: Caller): Asked {
  const { scope } = given;
  if (act.inProject && scope.projectId === "") {
    throw new KmsError("invalid_request", { message: "X-Project-Identity: is required here." });
  }
  const ofOrganisation = !act.inProject && (!act.ofPrincipal || act.place !== undefined);
  const outside = ofOrganisation ? outsideProjects : withoutProject;
  const caller = act.inProject ? given : outside(given);
  const about = act.permission ?? act.onObject;
  const type = act.resourceType ?? (about === undefined ? "organisation" : partsOf(about).type);
  attempt.resource = { type, id: attempt.act.asked };
  const { organisationId, projectId } = caller.scope;
  const require = (permission: Permission, id = "") =>
    requirePermission(caller, permission, { type: partsOf(permission).type, id, organisationId, projectId });
  if (act.permission !== null) require(act.permission);
  if (act.onObject !== undefined) requireSomewhere(caller, act.onObject);
  const note = (id: string) => {
    attempt.resource = { type, id };
  };
  const asked = { attempt, caller, asCalled: given, organisationId, projectId, at: clock.now(), require, about: note };
  act.requires?.(asked);
  return asked;
}

/** The caller in the organisation itself, whichever project the call names. Error: permission_denied for a token that is confined to one. */
export function outsideProjects(given: Caller): Caller {
  if (given.principal.confinedToProject === null) return withoutProject(given);
  throw new KmsError("permission_denied", { message: "This token is confined to one project." });
}

function withoutProject(given: Caller): Caller {
  return { ...given, scope: { ...given.scope, projectId: "" }, projectPath: [] };
}

/** Error for an object that does not exist in the organisation, or that the caller may not know of. */
export function notFound(noun: string): KmsError {
  return new KmsError("object_not_found", { message: `No such ${noun}.` });
}
