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
 * Who is signed in and the organisation of the page, by its slug. Leads to sign-in where nobody is (and back to the page,
 * or to `path`, afterwards), to "not found" for organisations that do not exist or are not the person's.
 * Errors: unavailable.
 */
export async function requireViewer(
  organisationSlug: string,
  path?: string,
): Promise<{ viewer: Viewer; organisation: OrganisationReference }> {
  const viewer = await currentViewer();
  if (viewer === null) {
    const back = path ?? (await currentPath(organisationSlug));
    redirect(`/sign-in?callbackUrl=${encodeURIComponent(back)}`);
  }
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

/** `proxy.ts` writes the page's address down, which Next does not tell layouts. */
async function currentPath(organisationSlug: string): Promise<string> {
  return (await headers()).get("x-pathname") ?? `/${organisationSlug}`;
}

function viewerOf({ userId, userName, userEmail, organisations }: Principal): Viewer {
  return {
    user: { identity: userId, name: userName, email: userEmail },
    organisations: organisations.map(({ id, name, slug }) => ({ identity: id, name, slug })),
  };
}
