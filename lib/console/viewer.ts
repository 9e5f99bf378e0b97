import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { textMap } from "@/lib/access/described";
import type { OrganisationPlace, Viewer } from "@/lib/contract/console";
import { isKmsError } from "@/lib/contract/kms-error";
import { ACCESS_RESOURCE_TYPES, ALL_PERMISSIONS, partsOf, type ResourceType } from "@/lib/contract/permissions";
import type { AuthenticateOptions } from "@/lib/door/call";
import { evaluate, holdsOnSome } from "@/lib/iam/authorise";
import type { Caller, Principal } from "@/lib/iam/caller";
import { principalOfSession } from "@/lib/iam/principal";
import { findProject } from "@/lib/iam/project-store";
import { callerInScope } from "@/lib/iam/scope";
import { clock } from "@/lib/platform/clock";
import { markedClientAddress } from "./client-origin";
import { requireRuntime } from "./require-runtime";
import { cookieName } from "./session-cookie";

/** A page shows nobody's name longer than this after the session was revoked on another node, in milliseconds. */
const CONFIRMED_LATELY: AuthenticateOptions = { fresh: false, confirmedWithinMs: 1_000 };

/**
 * Who is signed in, for pages and layouts; null where nobody is.
 * Errors: unavailable.
 */
export async function currentViewer(): Promise<Viewer | null> {
  const principal = await currentPrincipal();
  return principal === null ? null : viewerOf(principal);
}

/**
 * Who is signed in and the organisation of the page, by its slug. Leads to sign-in where nobody is (and back to the page
 * afterwards), to "not found" for organisations that do not exist or are not the person's.
 * Errors: unavailable.
 */
export async function requireViewer(
  organisationSlug: string,
): Promise<{ viewer: Viewer; organisation: OrganisationPlace }> {
  let principal = await currentPrincipal();
  const named = () => principal?.organisations.find(({ slug }) => slug === organisationSlug);
  // Another process may have made somebody a member a moment ago.
  if (principal !== null && named() === undefined) principal = await currentPrincipal({ fresh: true });
  if (principal === null) return leaveToSignIn();
  const organisation = named();
  if (organisation === undefined) notFound();
  const origin = { clientAddress: markedClientAddress(await headers()), method: "POST" };
  const caller = await callerInScope(principal, organisation.id, null, origin);
  return { viewer: viewerOf(principal), organisation: { ...placeOf(caller), project: await projectOf(caller) } };
}

/**
 * The person behind a session's cookie; null where it opens nothing any more.
 * Errors: unavailable.
 */
export async function viewerOfSession(sessionId: string): Promise<Viewer | null> {
  const principal = await principalBehind(sessionId);
  return principal === null ? null : viewerOf(principal);
}

async function currentPrincipal(options: AuthenticateOptions = CONFIRMED_LATELY): Promise<Principal | null> {
  const sessionId = (await cookies()).get(cookieName("session"))?.value;
  if (sessionId === undefined) return null;
  await requireRuntime();
  return principalBehind(sessionId, options);
}

async function principalBehind(
  sessionId: string,
  options: AuthenticateOptions = CONFIRMED_LATELY,
): Promise<Principal | null> {
  try {
    return await principalOfSession(sessionId, options);
  } catch (error) {
    if (isKmsError(error) && error.code === "unauthenticated") return null;
    throw error;
  }
}

/** Leads to sign-in, and from there back to the whole address of the page that is being drawn. */
export async function leaveToSignIn(): Promise<never> {
  redirect(`/sign-in?callbackUrl=${encodeURIComponent(await currentAddress())}`);
}

/** Path and query of the page that is being drawn. `proxy.ts` writes them down: Next does not tell layouts. */
export async function currentAddress(): Promise<string> {
  return (await headers()).get("x-pathname") ?? "/";
}

function viewerOf(principal: Principal): Viewer {
  const { actorId, actorName, actorEmail, isPlatformAdministrator, organisations } = principal;
  return {
    user: { identity: actorId, name: actorName, email: actorEmail },
    isPlatformAdministrator,
    organisations: organisations.map(({ id, name, slug }) => ({ identity: id, name, slug })),
  };
}

const OFFERED_TYPES: readonly ResourceType[] = [
  ...ACCESS_RESOURCE_TYPES,
  "kms_key",
  "event",
  "webhook",
  "audit_log",
  "usage",
];
const OFFERED = ALL_PERMISSIONS.filter((permission) => OFFERED_TYPES.includes(partsOf(permission).type));

/** The project in the address of the page, for the shell to show its name. */
async function projectOf(caller: Caller): Promise<OrganisationPlace["project"]> {
  const address = await currentAddress();
  const asked = new URLSearchParams(address.slice(pathLength(address))).get("project");
  const { organisationId } = caller.scope;
  if (!asked || asked.includes("\u0000")) return null;
  const row = await findProject(organisationId, asked);
  if (row === null) return null;
  const resource = { type: "project", id: row.id, organisationId, projectId: "", labels: textMap(row.labels) } as const;
  if (!evaluate(caller, "project:list", resource, clock.nowMs()).allowed) return null;
  return { identity: row.id, name: row.name, slug: row.slug };
}

function pathLength(address: string): number {
  const query = address.indexOf("?");
  return query < 0 ? address.length : query;
}

function placeOf(caller: Caller): Omit<OrganisationPlace, "project"> {
  const { id, name, slug, role } = caller.organisation;
  const atMs = clock.nowMs();
  const rights = OFFERED.filter((permission) => holdsOnSome(caller, permission, atMs));
  return { identity: id, name, slug, role, rights };
}
