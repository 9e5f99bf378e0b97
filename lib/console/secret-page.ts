import type { SecretPage } from "@/lib/contract/secret-pages";
import type { Call } from "@/lib/door/call";
import { holdsOnSome } from "@/lib/iam/authorise";
import { clock } from "@/lib/platform/clock";
import { listSecrets } from "@/lib/secrets/list-secrets";

const SECRETS_PER_PAGE = "100";

/**
 * One page of at most 100 secrets: those directly in `folder` with the folders beside them, or with `q` whatever below it
 * holds the text in its path or description.
 * Errors, beside those of the door: region_not_found, region_unavailable, invalid_request.
 */
export async function readSecretPage(
  call: Call,
  region: string,
  { folder = "/", q = "", cursor }: Readonly<Record<string, string>>,
): Promise<SecretPage> {
  const text = q.trim();
  const which = text === "" ? { path: folder } : { pathPrefix: folder, q: text };
  const query = { ...which, limit: SECRETS_PER_PAGE, ...(cursor ? { cursor } : {}) };
  const { answer, nextCursor } = await listSecrets(call, { region }, query);
  const caller = await call.authenticate({ fresh: false });
  const level = Array.isArray(answer) ? { path: folder, prefixes: [], secrets: answer } : answer;
  return {
    folder: level.path,
    folders: level.prefixes,
    secrets: level.secrets.map(({ annotations: _, accessPolicy: __, ...row }) => row),
    nextCursor,
    mayCreate: holdsOnSome(caller, "secret:create", clock.nowMs()),
  };
}
