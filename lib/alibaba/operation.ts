import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import type { Call } from "@/lib/door/call";
import type { KeyTarget } from "@/lib/kms/key-operation";
import { type AskedOf, InstanceError, instanceErrorOf, invalidParameter, missing } from "./instance-error";
import { instanceVersionId, keyNameOf } from "./key-ids";

/** One call of an operation, by a client that has proven itself. */
export interface OperationCall {
  /** For the verbs; its body is set by the operation. */
  readonly call: Call;
  /** Slug of the region that the client key opens. */
  readonly region: string;
  /** The bytes of the request message. */
  readonly body: Uint8Array;
  /** Identity of a key version that the client sent along; null where it did not. */
  readonly versionId: string | null;
}

/** What an operation answers with. */
export interface OperationAnswer {
  readonly body: Uint8Array;
  /** Identity of the key version that was used; null where the operation has none. */
  readonly versionId: string | null;
}

/** An operation of the protocol. */
export type Operation = (given: OperationCall) => Promise<OperationAnswer>;

/** What an operation finds out on the way to its answer. */
export interface Asked<Request> {
  readonly request: Request;
  readonly versionId: string | null;
  /** The key that the request names. */
  target(keyId: string): KeyTarget;
  /** The region, for operations without a key. */
  readonly region: string;
  /** The call with another body, for a verb. */
  with(body: unknown): Call;
}

/** What an operation gives beside its answer. */
export interface Given<Response> {
  readonly response: Response;
  readonly used: { readonly keyId: string; readonly keyVersion: number } | null;
}

interface OperationFacts<Request extends DescMessage, Response extends DescMessage> {
  readonly request: Request;
  readonly response: Response;
  /** For symmetric keys alone. */
  readonly symmetricOnly?: true;
  run(asked: Asked<MessageShape<Request>>): Promise<Given<MessageInitShape<Response>>>;
}

/** Makes an operation: reads the request message, runs a verb, gives the response message. Its errors are InstanceErrors. */
export function operation<Request extends DescMessage, Response extends DescMessage>(
  facts: OperationFacts<Request, Response>,
): Operation {
  return async ({ call, region, body, versionId }) => {
    const of: { -readonly [Fact in keyof AskedOf]: AskedOf[Fact] } = {
      keyId: "",
      symmetricOnly: facts.symmetricOnly === true,
    };
    try {
      const { response, used } = await facts.run({
        request: parse(facts.request, body),
        versionId,
        region,
        target(keyId) {
          of.keyId = requiredText(keyId, "KeyId");
          return { region, key: keyNameOf(keyId) };
        },
        with: (next) => ({ ...call, body: async () => next }),
      });
      const message = Object.assign(create(facts.response, response), { requestId: call.requestId });
      return {
        body: toBinary(facts.response, message),
        versionId: used === null ? null : instanceVersionId(used.keyId, used.keyVersion),
      };
    } catch (error) {
      // What was refused before a verb ran has no record yet; its caller sees to that.
      if (error instanceof InstanceError) throw error;
      throw new RecordedRefusal(instanceErrorOf(error, of), error);
    }
  };
}

/** A refusal that has its record already. */
export class RecordedRefusal extends Error {
  readonly refusal: InstanceError;

  constructor(refusal: InstanceError, cause: unknown) {
    super(refusal.message, { cause });
    this.name = "RecordedRefusal";
    this.refusal = refusal;
  }
}

function parse<Schema extends DescMessage>(schema: Schema, body: Uint8Array): MessageShape<Schema> {
  try {
    return fromBinary(schema, body);
  } catch {
    throw invalidParameter("The request body is not the message of this operation.");
  }
}

/** Longest name of a key or secret that is looked at. */
const NAME_CHARACTERS_MAX = 512;

/** A text that must be there. Errors: MissingParameter, InvalidParameter. */
export function requiredText(text: string, field: string): string {
  if (text === "") throw missing(field);
  if (text.length > NAME_CHARACTERS_MAX || text.includes("\u0000") || !text.isWellFormed()) {
    throw invalidParameter(`${field} must be text of at most ${NAME_CHARACTERS_MAX} characters.`);
  }
  return text;
}

/** Bytes that must be there: clients leave out what is empty. Error: MissingParameter. */
export function requiredBytes(bytes: Uint8Array, field: string): Uint8Array {
  if (bytes.length === 0) throw missing(field);
  return bytes;
}

/** Bytes that may be left out; empty is left out. */
export const optionalBytes = (bytes: Uint8Array): Uint8Array | undefined => (bytes.length === 0 ? undefined : bytes);
