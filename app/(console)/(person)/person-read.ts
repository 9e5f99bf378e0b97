import { pageRead } from "@/lib/console/page-read";
import { currentViewer, leaveToSignIn } from "@/lib/console/viewer";
import type { ActionResult, Viewer } from "@/lib/contract/console";
import type { Call } from "@/lib/door/call";

/** What a verb reads about the person, in no organisation. */
export function personRead<Value>(verb: (call: Call) => Promise<Value>): Promise<ActionResult<Value>> {
  return pageRead({ organisation: "", project: null }, verb);
}

/** Who is looking; leads to sign-in where nobody is. Errors: unavailable. */
export async function requirePerson(): Promise<Viewer> {
  return (await currentViewer()) ?? leaveToSignIn();
}
