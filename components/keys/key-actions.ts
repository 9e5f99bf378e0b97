import type { ActionResult } from "@/lib/contract/console";
import type { CreateKeyRequest, KmsKey, UpdateRotationRequest } from "@/lib/contract/kms";
import type { ExportKeyResponse } from "@/lib/contract/kms-operations";
import type { Scope } from "../layout/scope";
import type { AliasActions } from "./key-aliases";

/** Where a key is. */
export interface KeyPlace extends Scope {
  /** Slug of the region. */
  region: string;
  /** Slug of the key. */
  key: string;
}

type OnKey<Value> = (place: KeyPlace) => Promise<ActionResult<Value>>;
type OnKeyWith<Request, Value> = (place: KeyPlace, request: Request) => Promise<ActionResult<Value>>;

/** Server actions that change a key; given to the pages' components by the page. */
export interface KeyChanges {
  rotateKey: OnKey<KmsKey>;
  disableKey: OnKey<KmsKey>;
  enableKey: OnKey<KmsKey>;
}

/** Server actions that begin and end the waiting period before a key is gone. */
export interface KeyDeletion {
  deleteKey: OnKey<KmsKey>;
  cancelDeletion: OnKey<KmsKey>;
}

export interface KeyActions extends KeyChanges, KeyDeletion, AliasActions {
  updateRotation: OnKeyWith<UpdateRotationRequest, KmsKey>;
  updateVersions: OnKeyWith<VersionsChange, KmsKey>;
  exportKey: OnKeyWith<ExportRequest, ExportKeyResponse>;
}

/** The lowest version in use, or the state of one version. */
export type VersionsChange =
  | { minDecryptionVersion: number }
  | { version: number; status: "active" | "disabled" | "destroyed" };

export interface ExportRequest {
  keyVersion: number;
  /** RSA public key in PEM under which the material leaves wrapped. */
  wrappingPublicKey?: string;
}

export type NewKey = Partial<CreateKeyRequest> & Pick<CreateKeyRequest, "name">;

export type CreateKey = (place: Scope & { region: string }, request: NewKey) => Promise<ActionResult<KmsKey>>;
