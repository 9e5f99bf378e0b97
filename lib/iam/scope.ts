import { LRUCache } from "lru-cache";
import { KmsError } from "@/lib/contract/kms-error";
import { shared } from "@/lib/platform/shared";
import type { Caller, Principal, PrincipalOrganisation, Scope } from "./caller";
import { findProject } from "./store";

const PROJECTS_MAX = 5_000;
/** Longer than any identity or slug. */
const REFERENCE_CHARACTERS_MAX = 128;

const projects = () => shared("iam.projects", () => new LRUCache<string, string>({ max: PROJECTS_MAX }));

/**
 * Places a principal in an organisation and, if named, a project; both by identity or slug. The only maker of scopes.
 * An empty name counts as none. Answers at once unless a project has to be looked up.
 * Errors: organisation_required, organisation_not_found (absent or not a member), project_not_found, unavailable.
 */
export function callerInScope(
  principal: Principal,
  organisationHeader: string | null,
  projectHeader: string | null,
): Caller | Promise<Caller> {
  const organisation = chooseOrganisation(principal, organisationHeader);
  if (projectHeader === null || projectHeader === "") return callerOf(principal, organisation, "");
  const key = projectKey(organisation, projectHeader);
  const known = projects().get(key);
  if (known !== undefined) return callerOf(principal, organisation, known);
  return lookUpProject(organisation, projectHeader).then((projectId) => {
    projects().set(key, projectId);
    return callerOf(principal, organisation, projectId);
  });
}

/**
 * Refuses a call to a feature that is switched off for the organisation.
 * Errors: feature_disabled.
 */
export function requireFeature(caller: Caller, feature: string): void {
  if (caller.organisation.featuresDisabled.includes(feature)) throw new KmsError("feature_disabled");
}

/** Drops every remembered project. */
export function forgetAllProjects(): void {
  projects().clear();
}

function chooseOrganisation(principal: Principal, header: string | null): PrincipalOrganisation {
  const { organisations } = principal;
  if (header === null || header === "") {
    const [only, ...others] = organisations;
    if (only === undefined || others.length > 0) throw new KmsError("organisation_required");
    return only;
  }
  const found = organisations.find((organisation) => organisation.id === header || organisation.slug === header);
  if (found === undefined) throw new KmsError("organisation_not_found");
  return found;
}

// The epoch is part of the key: a project that is renamed or removed bumps it, and what was remembered is not found again.
function projectKey(organisation: PrincipalOrganisation, text: string): string {
  return `${organisation.id} ${organisation.epoch} ${text}`;
}

async function lookUpProject(organisation: PrincipalOrganisation, text: string): Promise<string> {
  if (!isReference(text)) throw new KmsError("project_not_found");
  const projectId = await findProject(organisation.id, text).catch((cause: unknown) => {
    throw new KmsError("unavailable", { detail: "projects cannot be read", retryAfterInSeconds: 5, cause });
  });
  if (projectId === undefined) throw new KmsError("project_not_found");
  return projectId;
}

function isReference(text: string): boolean {
  return text !== "" && text.length <= REFERENCE_CHARACTERS_MAX && /^[\x21-\x7e]+$/.test(text);
}

function callerOf(principal: Principal, organisation: PrincipalOrganisation, projectId: string): Caller {
  return { principal, organisation, scope: { organisationId: organisation.id, projectId } as Scope };
}
