import type { Schema } from "./openapi-document";

/** One row of a table of fields. */
export interface Field {
  /** Fields of inner objects carry the outer name in front: `region.slug`, `versions[].status`. */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  /** Bounds, choices and defaults, each a short text. */
  readonly bounds: readonly string[];
  readonly description: string;
}

/** The rows of an object's table, those of inner objects behind their own. */
export function schemaFields(schema: Schema, outer = ""): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = `${outer}${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    const inner = field.properties ? schemaFields(field, `${path}.`) : schemaFields(field.items ?? {}, `${path}[].`);
    return [schemaField(path, field, isRequired), ...inner];
  });
}

/** One row of a table. Bounds that the description names already are left out. */
export function schemaField(name: string, schema: Schema, isRequired: boolean): Field {
  const description = schema.description ?? "";
  const said = description.toLowerCase().replaceAll(",", "");
  const bounds = boundsOf(schema).filter((bound) => !said.includes(bound.replaceAll(",", "")));
  return { name, type: typeName(schema), isRequired, bounds, description };
}

/** The last part of `#/components/schemas/Key`. */
export function referencedName(schema: Schema): string | null {
  return schema.$ref?.split("/").at(-1) ?? null;
}

function typeName(schema: Schema): string {
  const named = referencedName(schema);
  if (named !== null) return named;
  if (schema.anyOf) return schema.anyOf.map(typeName).join(" or ");
  const types = [schema.type ?? "any"].flat();
  return types.map((type) => plainTypeName(type, schema)).join(" or ");
}

function plainTypeName(type: string, schema: Schema): string {
  if (type === "array") return `array of ${typeName(schema.items ?? {})}`;
  if (type === "object" && typeof schema.additionalProperties === "object") {
    return `map of ${typeName(schema.additionalProperties)}`;
  }
  return schema.format === "date-time" ? "date-time" : type;
}

function boundsOf(schema: Schema): string[] {
  const bounds: string[] = [];
  if (schema.enum) bounds.push(schema.enum.map(String).join(", "));
  const numbers = rangeText(schema.minimum, schema.maximum, "");
  const characters = rangeText(schema.minLength, schema.maxLength, " characters");
  if (numbers !== null) bounds.push(numbers);
  if (characters !== null) bounds.push(characters);
  if (schema.default !== undefined) bounds.push(`default ${JSON.stringify(schema.default).replaceAll('"', "")}`);
  const inner = schema.anyOf?.[0];
  return inner ? [...bounds, ...boundsOf(inner)] : bounds;
}

const digits = new Intl.NumberFormat("en");

function rangeText(least: number | undefined, most: number | undefined, unit: string): string | null {
  if (least === undefined && most === undefined) return null;
  if (most === undefined) return `at least ${digits.format(least ?? 0)}${unit}`;
  if (least === undefined) return `at most ${digits.format(most)}${unit}`;
  return `${digits.format(least)} to ${digits.format(most)}${unit}`;
}
