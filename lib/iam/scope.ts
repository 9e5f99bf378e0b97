import { LRUCache } from "lru-cache";
import { KmsError } from "@/lib/contract/kms-error";
import { shared } from "@/lib/platform/shared";
import type { Caller, CallOrigin, Principal, PrincipalOrganisation, Scope } from "./caller";
import { findProjectPath } from "./store";

const PROJECTS_MAX = 5_000;
/** Longer than any identity or slug. */
const REFERENCE_CHARACTERS_MAX = 128;

const projects = () => shared("iam.projects", () => new LRUCache<string, readonly string[]>({ max: PROJECTS_MAX }));

/**
 * Places a principal in an organisation and, if named, a project; both by identity or slug. The only maker of scopes.
 * An empty name counts as none. Answers at once unless a project has to be looked up.
 * Errors: organisation_required, organisation_not_found (absent or not a member), project_not_found, unavailable.
 */
export function callerInScope(
  principal: Principal,
  organisationHeader: string | null,
  projectHeader: string | null,
  origin: CallOrigin,
): Caller | Promise<Caller> {
  const organisation = chooseOrganisation(principal, organisationHeader);
  const callerIn = (path: readonly string[]) => callerOf(principal, organisation, path, origin);
  const project = projectHeader || principal.confinedToProject;
  if (project === null) return callerIn([]);
  const key = projectKey(organisation, project);
  const known = projects().get(key);
  if (known !== undefined) return callerIn(known);
  return lookUpProject(organisation, project).then((path) => {
    projects().set(key, path);
    return callerIn(path);
  });
}

/** Stands in for the organisation of somebody who belongs to none; nothing is in it. */
const NO_ORGANISATION: PrincipalOrganisation = {
  id: "",
  name: "",
  slug: "",
  role: "MEMBER",
  grants: [],
  featuresDisabled: [],
  limits: {},
  epoch: 0n,
};

/**
 * A principal that asks about itself: in the organisation named, else in the first of its own, else in none.
 * Errors: organisation_not_found.
 */
export function callerOfPrincipal(principal: Principal, organisationHeader: string | null, origin: CallOrigin): Caller {
  const [first = NO_ORGANISATION] = principal.organisations;
  const organisation = organisationHeader ? chooseOrganisation(principal, organisationHeader) : first;
  return placed(principal, organisation, [], origin);
}

/**
 * The same principal in another organisation: one of its own, or for platform administrators one in which they have no
 * rights, so that what they do to it stands in its own log. Null where it may not be there.
 */
export function callerOn(caller: Caller, organisation: Omit<PrincipalOrganisation, "role" | "grants">): Caller | null {
  const { principal, origin } = caller;
  const own = principal.organisations.find(({ id }) => id === organisation.id);
  if (own !== undefined) return placed(principal, own, [], origin);
  if (!principal.isPlatformAdministrator) return null;
  return placed(principal, { ...organisation, role: "MEMBER", grants: [] }, [], origin);
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

async function lookUpProject(organisation: PrincipalOrganisation, text: string): Promise<readonly string[]> {
  if (!isReference(text)) throw new KmsError("project_not_found");
  const path = await findProjectPath(organisation.id, text).catch((cause: unknown) => {
    throw new KmsError("unavailable", { detail: "projects cannot be read", retryAfterInSeconds: 5, cause });
  });
  if (path.length === 0) throw new KmsError("project_not_found");
  return path;
}

function isReference(text: string): boolean {
  return text !== "" && text.length <= REFERENCE_CHARACTERS_MAX && /^[\x21-\x7e]+$/.test(text);
}

function callerOf(
  principal: Principal,
  organisation: PrincipalOrganisation,
  projectPath: readonly string[],
  origin: CallOrigin,
): Caller {
  const [projectId = ""] = projectPath;
  const { confinedToProject } = principal;
  if (confinedToProject !== null && confinedToProject !== projectId) throw new KmsError("project_not_found");
  return placed(principal, organisation, projectPath, origin);
}

function placed(
  principal: Principal,
  organisation: PrincipalOrganisation,
  projectPath: readonly string[],
  origin: CallOrigin,
): Caller {
  const [projectId = ""] = projectPath;
  return {
    principal,
    organisation,
    scope: { organisationId: organisation.id, projectId } as Scope,
    projectPath,
    origin,
  };
}
