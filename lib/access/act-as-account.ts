import type { IamTransaction } from "@/lib/iam/store";
import type { Asked } from "./access-verb";
import { requireObject } from "./object-rights";
import { requireRightsOf } from "./subject-rights";

/** A service account as rules can name it. */
interface Account {
  readonly id: string;
  readonly labels?: unknown;
}

/**
 * The service account that was found, if the caller may give others something that opens it: may create credentials of it,
 * and has every right that it has, as whoever holds the thing can act as the account.
 * Errors: object_not_found, permission_denied.
 */
export async function requireToOpenAccount<Row extends Account>(
  asked: Asked,
  tx: IamTransaction,
  found: Row | null,
): Promise<Row> {
  const account = requireObject(asked, "service_account:create_credential", found, "service account");
  await requireRightsOf(asked, tx, { kind: "service_account", id: account.id });
  return account;
}
