import { isKmsError } from "@/lib/contract/kms-error";
import { type BootstrapFacts, bootstrapInstallation } from "@/lib/iam/bootstrap";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { config } from "@/lib/platform/config";
import { log } from "@/lib/platform/log";
import { confirmFacts, draftedFacts, draftFacts, dropDraft } from "./bootstrap-file";

/**
 * Creates the first administrator where there is none, and keeps the facts in `file`. They are on disk before they are
 * true, so that a start which is killed at any moment loses no password: the next one finds them, and asks the database
 * whether they became true. Returns facts that nobody has been shown yet, else null.
 */
export async function bootstrapFirst(
  file: string,
  region: string,
  auditKey: string | null = null,
): Promise<BootstrapFacts | null> {
  const { facts } = await bootstrapInstallation({
    region,
    auditKey,
    beforeCommit: (made) => attempt(() => draft(file, made)),
  });
  if (facts !== null) {
    attempt(() => confirmFacts(file));
    return facts;
  }
  const drafted = draftedFacts(file);
  if (drafted !== null && (await opens(drafted.token))) {
    attempt(() => confirmFacts(file));
    return drafted;
  }
  attempt(() => dropDraft(file));
  return null;
}

const draft = (file: string, facts: BootstrapFacts) => draftFacts(file, config().publicUrl, facts);

/** Without the file the facts are on the terminal only: that it cannot be written must not keep them from being shown. */
function attempt(write: () => void): void {
  try {
    write();
  } catch (error) {
    log.error({ error: String(error) }, "bootstrap.json was not written");
  }
}

async function opens(token: string): Promise<boolean> {
  try {
    await principalOfAccessToken(token, { fresh: true });
    return true;
  } catch (error) {
    if (isKmsError(error) && error.code === "unauthenticated") return false;
    throw error;
  }
}
