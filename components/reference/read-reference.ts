import { type CallSample, callSamples, type SampleCall } from "@/lib/format/call-samples";
import { type OpenApiDocument, type OpenApiOperation, openApiDocument, type Schema } from "./openapi-document";
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
  /** Anchor of the operation on the page. */
  readonly id: string;
  readonly method: SampleCall["method"];
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Field[];
  /** Null where the operation takes no body. */
  readonly request: { readonly isRequired: boolean; readonly fields: readonly Field[] } | null;
  readonly answer: ReferenceAnswer;
  /** Codes of refusals and failures, in the order of their statuses. */
  readonly errors: readonly { readonly status: string; readonly codes: readonly string[] }[];
  readonly samples: readonly CallSample[];
}

export interface ReferenceAnswer {
  readonly status: string;
  /** Name of the object the answer holds, where it is described with the objects; else null. */
  readonly object: string | null;
  readonly isList: boolean;
  readonly fields: readonly Field[];
}

export interface Reference {
  readonly operations: readonly ReferenceOperation[];
  readonly objects: readonly { readonly id: string; readonly name: string; readonly fields: readonly Field[] }[];
}

/** Everything the reference page shows, from the OpenAPI document. Throws where the document has another form. */
export function readReference(document: unknown, scope: SampleScope): Reference {
  const { paths, components } = openApiDocument.parse(JSON.parse(JSON.stringify(document)));
  return {
    operations: Object.entries(paths).flatMap(([path, methods]) => operationsOf(path, methods, scope)),
    objects: Object.entries(components.schemas).map(([name, schema]) => ({
      id: objectId(name),
      name,
      fields: schemaFields(schema),
    })),
  };
}

/** Anchor of an object's table. */
export function objectId(name: string): string {
  return `object-${name.toLowerCase()}`;
}

type Methods = OpenApiDocument["paths"][string];

const METHODS = [
  ["get", "GET"],
  ["post", "POST"],
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
  const body = operation.requestBody?.content["application/json"];
  const inAddress = operation.parameters.filter((parameter) => ["path", "query"].includes(parameter.in));
  return {
    id: anchor(operation.summary),
    method,
    path,
    summary: operation.summary,
    description: operation.description,
    parameters: inAddress.map(({ name, schema, required }) => schemaField(name, schema, required)),
    request: body ? { isRequired: operation.requestBody?.required ?? false, fields: schemaFields(body.schema) } : null,
    answer: answerOf(operation),
    errors: Object.entries(operation.responses)
      .map(([status, response]) => ({ status, codes: response["x-error-codes"] ?? [] }))
      .filter(({ codes }) => codes.length > 0),
    samples: callSamples(sampleCall(path, method, body?.example ?? null, scope)),
  };
}

function answerOf({ responses }: OpenApiOperation): ReferenceAnswer {
  const [status, response] = Object.entries(responses).find(([code]) => code.startsWith("2")) ?? ["200", null];
  const schema: Schema = response?.content["application/json"].schema ?? {};
  const one = schema.items ?? schema;
  return { status, object: referencedName(one), isList: schema.type === "array", fields: schemaFields(one) };
}

function sampleCall(
  path: string,
  method: SampleCall["method"],
  body: SampleCall["body"],
  { url, organisation, region, key }: SampleScope,
): SampleCall {
  const address = path.replace("{region}", region).replace("{key}", key);
  return { method, url: `${url}${address}`, organisation, project: null, body };
}

function anchor(summary: string): string {
  return summary
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/-$/, "");
}
