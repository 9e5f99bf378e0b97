import { newId } from "@/lib/platform/id";

/** Headers of the answers that no route of the table gives: health, metrics and the OpenAPI document; `more` wins. */
export function documentHeaders(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-request-id": newId("req"),
    ...more,
  };
}
