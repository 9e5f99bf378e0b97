import { referenceEntries } from "@/components/reference/reference-entries";
import { thisReference } from "../this-reference";

/** What the filter of the reference looks through, on whichever page it is. */
export async function GET(): Promise<Response> {
  return Response.json(referenceEntries(await thisReference()), {
    headers: { "cache-control": "private, max-age=300" },
  });
}
