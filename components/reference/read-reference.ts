import { type CallSample, callSamples, clientCredentialsSample, type SampleCall } from "@/lib/format/call-samples";
import {
  type BodyMediaType,
  type OpenApiDocument,
  type OpenApiOperation,
  openApiDocument,
  type Schema,
} from "./openapi-document";
import { type Field, referencedName, schemaField, schemaFields } from "./schema-fields";

/** What fills the samples. */
export interface SampleScope {
  /** Origin of the installation. */
  readonly url: string;
  readonly organisation: string;
  readonly region: string;
  readonly key: string;
}

export interface ReferenceOperation {
  /** Anchor of the operation on its page. */
  readonly id: string;
  /** Which part of the reference it stands in. */
  readonly part: string;
  readonly method: SampleCall["method"];
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Field[];
  /** Null where the operation takes no body. */
  readonly request: ReferenceRequest | null;
  readonly answer: ReferenceAnswer;
  /** Codes of refusals and failures, in the order of their statuses. */
  readonly errors: readonly { readonly status: string; readonly codes: readonly string[] }[];
  readonly samples: readonly CallSample[];
}

export interface ReferenceRequest {
  readonly isRequired: boolean;
  readonly mediaType: BodyMediaType;
  readonly fields: readonly Field[];
}

export interface ReferenceAnswer {
  readonly status: string;
  readonly mediaType: BodyMediaType;
  /** Name of the object the answer holds, where it is described with the objects; else null. */
  readonly object: string | null;
  readonly isList: boolean;
  readonly fields: readonly Field[];
}

/** A page of operations that belong together. */
export interface ReferencePart {
  /** Last segment of its address. */
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly operations: readonly ReferenceOperation[];
}

export interface Reference {
  /** In the order of the document; every operation stands in one. */
  readonly parts: readonly ReferencePart[];
  readonly operations: readonly ReferenceOperation[];
  readonly objects: readonly { readonly id: string; readonly name: string; readonly fields: readonly Field[] }[];
}

/** Everything the reference page shows, from the OpenAPI document. Throws where the document has another form. */
export function readReference(document: unknown, scope: SampleScope): Reference {
  const { tags, paths, components } = openApiDocument.parse(JSON.parse(JSON.stringify(document)));
  const all = Object.entries(paths).flatMap(([path, methods]) => operationsOf(path, methods, scope));
  const parts = tags.flatMap(({ name, description }) =>
    pagesOf(
      name,
      description,
      all.filter(({ part }) => part === partId(name)),
    ),
  );
  return {
    parts,
    operations: parts.flatMap(({ operations }) => operations),
    objects: Object.entries(components.schemas).map(([name, schema]) => ({
      id: objectId(name),
      name,
      fields: schemaFields(schema),
    })),
  };
}

/** Operations on one page at most, so that it stays below half a megabyte. */
const PAGE_OPERATIONS_MAX = 9;

/** The pages of a tag, about equally long; the first has the tag's own address. */
function pagesOf(tag: string, lead: string, operations: readonly ReferenceOperation[]): ReferencePart[] {
  const pages = Math.max(1, Math.ceil(operations.length / PAGE_OPERATIONS_MAX));
  const length = Math.ceil(operations.length / pages);
  return Array.from({ length: pages }, (_, page) => {
    const id = page === 0 ? partId(tag) : `${partId(tag)}-${page + 1}`;
    const shown = operations.slice(page * length, (page + 1) * length);
    const title = pages === 1 ? tag : `${tag}, ${page + 1} of ${pages}`;
    return { id, title, lead, operations: shown.map((operation) => ({ ...operation, part: id })) };
  });
}

/** Last segment of the address of a part. */
function partId(tag: string): string {
  return tag.toLowerCase();
}

/** Anchor of an object's table. */
export function objectId(name: string): string {
  return `object-${name.toLowerCase()}`;
}

type Methods = OpenApiDocument["paths"][string];

const METHODS = [
  ["get", "GET"],
  ["post", "POST"],
  ["put", "PUT"],
  ["patch", "PATCH"],
  ["delete", "DELETE"],
] as const;

function operationsOf(path: string, methods: Methods, scope: SampleScope): ReferenceOperation[] {
  return METHODS.flatMap(([key, method]) => {
    const operation = methods[key];
    return operation ? [operationOf(path, method, operation, scope)] : [];
  });
}

function operationOf(
  path: string,
  method: SampleCall["method"],
  operation: OpenApiOperation,
  scope: SampleScope,
): ReferenceOperation {
  const body = operation.requestBody?.content;
  const inAddress = operation.parameters.filter((parameter) => ["path", "query"].includes(parameter.in));
  return {
    id: anchor(operation.operationId),
    part: partId(operation.tags[0] ?? ""),
    method,
    path,
    summary: operation.summary,
    description: operation.description,
    parameters: inAddress.map(({ name, schema, required }) => schemaField(name, schema, required)),
    request: body
      ? {
          isRequired: operation.requestBody?.required ?? false,
          mediaType: body.mediaType,
          fields: schemaFields(body.schema),
        }
      : null,
    answer: answerOf(operation),
    errors: Object.entries(operation.responses)
      .map(([status, response]) => ({ status, codes: response["x-error-codes"] ?? [] }))
      .filter(({ codes }) => codes.length > 0),
    samples: samplesOf(path, method, operation, scope),
  };
}

function answerOf({ responses }: OpenApiOperation): ReferenceAnswer {
  const [status, response] = Object.entries(responses).find(([code]) => code.startsWith("2")) ?? ["200", null];
  const schema: Schema = response?.content.schema ?? {};
  const one = schema.items ?? schema;
  return {
    status,
    mediaType: response?.content.mediaType ?? "application/json",
    object: referencedName(one),
    isList: schema.type === "array",
    fields: schemaFields(one),
  };
}

function samplesOf(
  path: string,
  method: SampleCall["method"],
  operation: OpenApiOperation,
  scope: SampleScope,
): CallSample[] {
  const body = operation.requestBody?.content;
  if (body?.mediaType === "application/x-www-form-urlencoded") {
    return [clientCredentialsSample(`${scope.url}${path}`, body.example ?? {})];
  }
  const answersText = answerOf(operation).mediaType !== "application/json";
  return callSamples(sampleCall(path, method, body?.example ?? null, answersText, scope));
}

function sampleCall(
  path: string,
  method: SampleCall["method"],
  body: SampleCall["body"],
  answersText: boolean,
  { url, organisation, region, key }: SampleScope,
): SampleCall {
  const known = new Map([
    ["region", region],
    ["key", key],
  ]);
  // Braces mean something to a shell; a name in capitals says "yours goes here".
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => known.get(name) ?? name.toUpperCase());
  return { method, url: `${url}${address}`, organisation, project: null, body, answersText };
}

/** `createKey` → `create-key`. */
function anchor(operationId: string): string {
  return operationId.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
