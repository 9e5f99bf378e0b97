import { hash } from "node:crypto";
import { z } from "zod";
import { KmsError } from "@/lib/contract/kms-error";
import type { RecordFilter } from "./record-filter";
import type { RecordPosition } from "./search-records";

const cursorSchema = z.strictObject({
  at: z.number().int().min(0).max(8_640_000_000_000_000),
  id: z.string().regex(/^[a-z0-9-]{0,64}$/),
  of: z.string().max(64),
});

/** A position in the log as text for an address, bound to the filter it was reached with. */
export function formatRecordCursor({ createdAtMs, eventId }: RecordPosition, filter: RecordFilter): string {
  const cursor = { at: createdAtMs, id: eventId, of: digestOf(filter) };
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/**
 * Reads a cursor. With another filter it would skip records without a word, so it is refused.
 * Errors: invalid_request.
 */
export function parseRecordCursor(text: string, filter: RecordFilter): RecordPosition {
  const { at, id, of } = readCursor(text);
  if (of !== digestOf(filter)) {
    throw new KmsError("invalid_request", {
      message: "cursor: belongs to another filter, project or organisation; begin again without it.",
    });
  }
  return { createdAtMs: at, eventId: id };
}

function readCursor(text: string): z.output<typeof cursorSchema> {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
  } catch (cause) {
    throw new KmsError("invalid_request", { message: "cursor: must be the one that the previous page gave.", cause });
  }
}

const digestOf = (filter: RecordFilter) => hash("sha256", JSON.stringify(filter), "hex").slice(0, 16);
