"use client";

import type { PERMISSIONS } from "@/lib/contract/permissions";
import { useMayAsk } from "../layout/organisation-context";

type KeyVerb = keyof (typeof PERMISSIONS)["kms_key"];

/**
 * Tells which acts on keys pages offer: those that the person may do with some key of the organisation. Rights in a project
 * are not known here, so there everything is offered. The server decides each act anew.
 */
export function useKeyRights(): (verb: KeyVerb) => boolean {
  const may = useMayAsk();
  return (verb) => may(`kms_key:${verb}`);
}
