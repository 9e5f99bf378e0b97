import { z } from "zod";
import { KEY_SORTS, type KeySort } from "@/lib/contract/kms";
import { KmsError } from "@/lib/contract/kms-error";

const printable = z.string().regex(/^[\x20-\x7e]*$/);

const cursorSchema = z
  .strictObject({
    sort: z.enum(KEY_SORTS),
    /** The last key shown of each database, named by the slug of its first region; absent where none was shown yet. */
    after: z.record(z.string(), z.strictObject({ value: printable, id: printable })),
  })
  .refine(({ sort, after }) => !isTimeSort(sort) || Object.values(after).every(({ value }) => isTime(value)));

const isTimeSort = (sort: KeySort) => sort.endsWith("At");
const isTime = (value: string) => z.iso.datetime().safeParse(value).success;

/** How far a list over several databases has been shown. Each database continues in its own order, whatever its collation. */
export type KeyCursor = z.output<typeof cursorSchema>;

/** The cursor as text for an address. */
export function formatKeyCursor(cursor: KeyCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/**
 * Reads a cursor.
 * Errors: invalid_request.
 */
export function parseKeyCursor(text: string): KeyCursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  } catch (cause) {
    throw new KmsError("invalid_request", { message: "cursor: must be the one that the previous page gave.", cause });
  }
}
