import type { Dispatch } from "react";
import type { KmsKey } from "@/lib/contract/kms";
import type { Draft, DraftAct } from "./drafts";
import type { Operation } from "./operations";
import type { ProblemField } from "./problems";

/** What every field of a tab is given. */
export interface FieldProps {
  operation: Operation;
  of: KmsKey;
  draft: Draft;
  dispatch: Dispatch<DraftAct>;
  /** The words for what is wrong with a field; null where nothing is, or it is not yet time to say so. */
  errorOf: (field: ProblemField) => string | null;
}
