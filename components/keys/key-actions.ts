import type { ActionResult } from "@/lib/contract/console";
import type {
  CreateKeyRequest,
  DecryptRequest,
  DecryptResponse,
  EncryptRequest,
  EncryptResponse,
  KmsKey,
  UpdateRotationRequest,
} from "@/lib/contract/kms";

/** Whose keys a page is about. */
export interface Scope {
  /** Slug of the organisation. */
  organisation: string;
  /** Slug or identity of the project; null for the organisation's own keys. */
  project: string | null;
}

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

export interface KeyActions extends KeyChanges {
  updateRotation: OnKeyWith<UpdateRotationRequest, KmsKey>;
}

/** Server actions of the playground. */
export interface PlaygroundActions extends KeyChanges {
  encrypt: OnKeyWith<EncryptRequest, EncryptResponse>;
  decrypt: OnKeyWith<DecryptRequest, DecryptResponse>;
}

export type NewKey = Partial<CreateKeyRequest> & Pick<CreateKeyRequest, "name">;

export type CreateKey = (place: Scope & { region: string }, request: NewKey) => Promise<ActionResult<KmsKey>>;
