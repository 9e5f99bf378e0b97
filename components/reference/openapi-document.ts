import { z } from "zod";

/** What the reference page reads of a JSON Schema. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  default?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    properties: z.record(z.string(), schema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), schema]).optional(),
    items: schema.optional(),
    anyOf: z.array(schema).optional(),
  }),
);

const MEDIA_TYPES = ["application/json", "application/x-www-form-urlencoded", "text/csv", "application/jsonl"] as const;

/** One way to write a body; ours name exactly one each. */
const content = z
  .partialRecord(z.enum(MEDIA_TYPES), z.object({ schema, example: z.record(z.string(), z.unknown()).optional() }))
  .transform((byType, context) => {
    const [mediaType] = MEDIA_TYPES.filter((type) => byType[type] !== undefined);
    const described = mediaType && byType[mediaType];
    if (mediaType && described) return { mediaType, ...described };
    context.addIssue({ code: "custom", message: `a body is one of ${MEDIA_TYPES.join(", ")}` });
    return z.NEVER;
  });

const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string(),
  /** The first is the part of the reference where it stands. */
  tags: z.array(z.string()).default([]),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(["path", "query", "header", "cookie"]),
        required: z.boolean().default(false),
        description: z.string().optional(),
        schema,
      }),
    )
    .default([]),
  requestBody: z.object({ required: z.boolean().default(false), content }).optional(),
  responses: z.record(z.string(), z.object({ content, "x-error-codes": z.array(z.string()).optional() })),
});

/** The part of our own OpenAPI 3.1 document that the reference page shows. */
export const openApiDocument = z.object({
  tags: z.array(z.object({ name: z.string(), description: z.string() })).default([]),
  paths: z.record(
    z.string(),
    z.object({
      get: operation.optional(),
      post: operation.optional(),
      put: operation.optional(),
      patch: operation.optional(),
      delete: operation.optional(),
    }),
  ),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});

export type BodyMediaType = (typeof MEDIA_TYPES)[number];
export type OpenApiDocument = z.output<typeof openApiDocument>;
export type OpenApiOperation = z.output<typeof operation>;
