import { ALL_PERMISSIONS, type Permission } from "@/lib/contract/permissions";
import { isMomentField, momentOf, momentText } from "../ui/moment";
import type { SimulateFacts } from "./addresses";
import type { SimulateRequest } from "./role-actions";
import { isAddressRange } from "./rule-draft";

/** What stands in the form: the facts, the moment as the browser's field has it; empty = not given. */
export type SimulateDraft = Record<keyof SimulateFacts, string>;

const NAMES = ["subject", "permission", "resource", "at", "ip"] as const;

/** The facts that an address gives. */
export function factsIn(search: Pick<URLSearchParams, "get">): SimulateFacts {
  return Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? ""]).filter(([, value]) => value !== ""));
}

/** The form's content for facts. */
export function draftOfFacts({
  subject = "",
  permission = "",
  resource = "",
  at,
  ip = "",
}: SimulateFacts): SimulateDraft {
  return { subject, permission, resource, at: momentText(at), ip };
}

/** The facts of a form's content. */
export function factsOf({ at, ...draft }: SimulateDraft): SimulateFacts {
  return { ...draft, ip: draft.ip.trim(), at: at === "" ? "" : momentOf(at) };
}

/** What the server is asked; null where somebody or the permission is missing. */
export function requestOf({ subject, permission, resource, at, ip }: SimulateFacts): SimulateRequest | null {
  if (!subject || !isPermission(permission)) return null;
  const [region, key] = resource?.split("/") ?? [];
  const isAboutKey = permission.startsWith("kms_key:") && region && key;
  return {
    subjectIdentity: subject,
    permission,
    ...(isAboutKey ? { region, key } : {}),
    ...(at ? { at } : {}),
    ...(ip ? { sourceIp: ip } : {}),
  };
}

/** What is wrong with a form's content, by field. */
export function simulateProblems(draft: SimulateDraft): Partial<Record<keyof SimulateDraft, SimulateProblem>> {
  return {
    ...(draft.subject === "" ? { subject: "subjectMissing" } : {}),
    ...(isPermission(draft.permission) ? {} : { permission: "permissionMissing" }),
    ...(isMomentField(draft.at) ? {} : { at: "momentWrong" }),
    ...(draft.ip.trim() === "" || (isAddressRange(draft.ip.trim()) && !draft.ip.includes("/"))
      ? {}
      : { ip: "ipWrong" }),
  };
}

type SimulateProblem = "subjectMissing" | "permissionMissing" | "momentWrong" | "ipWrong";

function isPermission(text: string | undefined): text is Permission {
  return ALL_PERMISSIONS.some((permission) => permission === text);
}
