"use client";

import { useSearchParams } from "next/navigation";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import type { OrganisationPlace, Viewer } from "@/lib/contract/console";
import { LAST_ORGANISATION_COOKIE } from "@/lib/contract/last-organisation";
import type { Permission } from "@/lib/contract/permissions";
import type { Scope } from "./scope";

interface Place {
  viewer: Viewer;
  organisation: OrganisationPlace;
}

/** On pages about the person there is no organisation. */
interface AnyPlace {
  viewer: Viewer;
  organisation: OrganisationPlace | null;
}

const PlaceContext = createContext<AnyPlace | null>(null);

/** Tells the shell and the pages who is looking and at which organisation; the server has checked both. */
export function OrganisationProvider({ viewer, organisation, children }: AnyPlace & { children: ReactNode }) {
  const slug = organisation?.slug;
  useEffect(() => {
    if (slug !== undefined) rememberOrganisation(slug);
  }, [slug]);
  return <PlaceContext value={{ viewer, organisation }}>{children}</PlaceContext>;
}

const YEAR_SECONDS = 365 * 86_400;

/** For the front page, which leads back here. */
function rememberOrganisation(slug: string): void {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store of browsers is missing in plain http
  document.cookie = `${LAST_ORGANISATION_COOKIE}=${slug}; path=/; max-age=${YEAR_SECONDS}; samesite=lax${secure}`;
}

/** Who is looking, and the organisation in the address, if any. Inside the console's layouts only. */
export function usePlace(): AnyPlace {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error("usePlace stands outside the console's layouts");
  return place;
}

/** The same on pages of an organisation. */
export function useOrganisation(): Place {
  const { viewer, organisation } = usePlace();
  if (organisation === null) throw new Error("useOrganisation stands on a page without one");
  return { viewer, organisation };
}

/** Organisation and project of the address; null where it names no organisation. */
export function useScope(): Scope | null {
  const { organisation } = usePlace();
  const project = useSearchParams().get("project") || null;
  return organisation === null ? null : { organisation: organisation.slug, project };
}

/** Tells whether the person holds a permission about access management, keys, the audit log, events, webhooks or usage here, for what pages offer. */
export function useRights(): (permission: Permission) => boolean {
  const { rights } = useOrganisation().organisation;
  return (permission) => rights.includes(permission);
}

/**
 * Tells which parts of a page are worth asking for: a refusal of what the page asks by itself would stand in the audit log as
 * an act of the person. Rights in a project are not known here, so there everything is asked.
 */
export function useMayAsk(): (permission: Permission) => boolean {
  const may = useRights();
  const scope = useScope();
  return (permission) => scope?.project !== null || may(permission);
}
