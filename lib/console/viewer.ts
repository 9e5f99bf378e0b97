import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { OrganisationReference, Viewer } from "@/lib/contract/console";
import { isKmsError } from "@/lib/contract/kms-error";
import type { Principal } from "@/lib/iam/caller";
import { principalOfSession } from "@/lib/iam/principal";
import { requireRuntime } from "./require-runtime";
import { cookieName } from "./session-cookie";

/** A page shows nobody's name longer than this after the session was revoked on another node, in milliseconds. */
const CONFIRMED_WITHIN_MS = 1_000;

/**
 * Who is signed in, for pages and layouts; null where nobody is.
 * Errors: unavailable.
 */
export async function currentViewer(): Promise<Viewer | null> {
  const sessionId = (await cookies()).get(cookieName("session"))?.value;
  if (sessionId === undefined) return null;
  await requireRuntime();
  return viewerOfSession(sessionId);
}

/**
 * Who is signed in and the organisation of the page, by its slug. Leads to sign-in where nobody is (and back to the page
 * afterwards), to "not found" for organisations that do not exist or are not the person's.
 * Errors: unavailable.
 */
export async function requireViewer(
  organisationSlug: string,
): Promise<{ viewer: Viewer; organisation: OrganisationReference }> {
  const viewer = await currentViewer();
  if (viewer === null) return leaveToSignIn();
  const organisation = viewer.organisations.find(({ slug }) => slug === organisationSlug);
  if (organisation === undefined) notFound();
  return { viewer, organisation };
}

/**
 * The person behind a session's cookie; null where it opens nothing any more.
 * Errors: unavailable.
 */
export async function viewerOfSession(sessionId: string): Promise<Viewer | null> {
  try {
    return viewerOf(await principalOfSession(sessionId, { confirmedWithinMs: CONFIRMED_WITHIN_MS }));
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

function viewerOf({ actorId, actorName, actorEmail, organisations }: Principal): Viewer {
  return {
    user: { identity: actorId, name: actorName, email: actorEmail },
    organisations: organisations.map(({ id, name, slug }) => ({ identity: id, name, slug })),
  };
}
