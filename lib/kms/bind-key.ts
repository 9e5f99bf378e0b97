import type { z } from "zod";
import { writersOf } from "@/lib/audit/writers";
import { type KeyPurpose, purposeFits } from "@/lib/contract/key-purposes";
import type { KeyDependent, KmsKey } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";
import { CALL_DEADLINE_MS, type Call } from "@/lib/door/call";
import type { Entered } from "@/lib/door/door";
import { clock } from "@/lib/platform/clock";
import type { Database } from "@/lib/platform/db";
import { bindDependent, unbindDependent } from "./dependents";
import { jobRecord } from "./job-record";
import { keyChange } from "./key-change";
import { type KeyFacts, purposeOf } from "./key-facts";
import type { KeyTarget } from "./key-operation";
import { readKeysLocked } from "./key-statement";
import { transactionQuery, updateKey } from "./store";

/** What takes a key for itself. */
export interface KeyBinding<Schema extends z.ZodType> {
  /** What the key is for from then on. */
  readonly purpose: KeyPurpose;
  /** The body of the call, which makes the dependent. */
  readonly request: Schema;
  /** Checks that the caller may make it, before anything is said about the key. */
  admit(entered: Entered): Promise<void>;
  /** What else a key needs for it; throws a KmsError where it lacks that. */
  suits?(key: KeyFacts): void;
  dependent(request: z.output<Schema>): KeyDependent;
}

/**
 * Takes a key for something of ours that will stop working without it: the key names it as a dependent, and a `general` key
 * is narrowed to the purpose for good, so that who may sign with keys cannot forge what it signs. Needs the right to update
 * the key. Errors, beside those of changes and of `admit`: purpose_forbids.
 */
export function bindKey<Schema extends z.ZodType>(
  call: Call,
  target: KeyTarget,
  { purpose, request: schema, admit, suits, dependent }: KeyBinding<Schema>,
): Promise<KmsKey> {
  const bind = keyChange<Schema, void>({
    action: null,
    event: "kms.key.bind",
    permission: "kms_key:update",
    transition: "bind",
    request: schema,
    prepare: admit,
    async apply({ tx, key, request, at }) {
      requireFitting(key, purpose);
      suits?.(key);
      await bindDependent(tx, key.id, dependent(request), at);
      return purposeOf(key) === purpose ? key : updateKey(tx, key, { narrowedTo: purpose }, at);
    },
  });
  return bind(call, target);
}

function requireFitting(key: KeyFacts, purpose: KeyPurpose): void {
  if (!purposeFits(purpose, key.keyType)) {
    throw new KmsError("purpose_forbids", {
      message: `A key of type ${key.keyType} cannot have the purpose ${purpose}.`,
    });
  }
  const own = purposeOf(key);
  if (own === purpose || own === "general") return;
  throw new KmsError("purpose_forbids", {
    message: `The purpose of the key is ${own}; it must be ${purpose} or general.`,
  });
}

/** Notes that something does not need a key any more, and records it as `kms.key.unbind`. Nothing happens where that is so already. */
export async function releaseKey(
  database: Database,
  keyId: string,
  dependent: Pick<KeyDependent, "kind" | "identity">,
): Promise<void> {
  const startedAtMs = clock.monotonicMs();
  await writersOf(database).changes.transact(startedAtMs + CALL_DEADLINE_MS, async (tx, record) => {
    const [key] = await readKeysLocked(transactionQuery(tx), [keyId]);
    if (key === undefined || !(await unbindDependent(tx, keyId, dependent))) return;
    const act = { action: "kms.key.unbind", event: "kms.key.unbind", keyVersion: null };
    await record(jobRecord(key, { ...act, durationMs: clock.monotonicMs() - startedAtMs }));
  });
}
