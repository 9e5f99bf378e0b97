import type { ActionResult } from "@/lib/contract/console";
import type { PolicyVerdict } from "@/lib/contract/secret-pages";
import type {
  AccessPolicy,
  SecretDifference,
  SecretMessage,
  SecretValueMessage,
  WrittenVersion,
} from "@/lib/contract/secrets";
import type { Scope } from "../layout/scope";
import type { ValueRequest } from "./value-draft";

/** Where a secret is. */
export interface SecretPlace extends Scope {
  /** Slug of the region. */
  region: string;
  /** With its slash in front. */
  path: string;
}

/** The same, in the state the page has seen: a change to another one is refused. */
export interface SeenSecret extends SecretPlace {
  objectVersion?: number;
}

type OnSecret<Request, Value> = (place: SeenSecret, request: Request) => Promise<ActionResult<Value>>;

export interface NewSecret extends ValueRequest {
  path: string;
  kmsKeyIdentity: string;
  description?: string;
  labels?: Record<string, string>;
  rotationReminderInDays?: number;
}

export type CreateSecret = (
  place: Scope & { region: string },
  request: NewSecret,
) => Promise<ActionResult<SecretMessage>>;

/** A call that is only thought of, and the policy it is held against. */
export interface TriedCall {
  accessPolicy: AccessPolicy | null;
  action: "getSecretValue" | "putSecretValue";
  actorId: string;
  clientAddress: string;
  at?: string;
}

/** Server actions of a secret's page; given to the components by the page. */
export interface SecretActions {
  revealSecret: OnSecret<{ password: string; version?: number }, SecretValueMessage>;
  putSecretValue: OnSecret<ValueRequest, WrittenVersion>;
  updateSecret: OnSecret<
    { rotationReminderInDays?: number | null; stages?: Record<string, number | null> },
    SecretMessage
  >;
  updateSecretPolicy: OnSecret<{ accessPolicy: AccessPolicy | null }, SecretMessage>;
  trySecretPolicy: OnSecret<TriedCall, PolicyVerdict>;
  compareSecretVersions: OnSecret<{ from: number; to: number }, SecretDifference>;
  destroySecretVersion: OnSecret<{ version: number }, SecretMessage>;
  deleteSecret: (place: SeenSecret) => Promise<ActionResult<{ path: string; deleted: true }>>;
}
