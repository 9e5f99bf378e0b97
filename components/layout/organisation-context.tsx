"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { OrganisationReference, Viewer } from "@/lib/contract/console";

interface Place {
  viewer: Viewer;
  organisation: OrganisationReference;
}

const PlaceContext = createContext<Place | null>(null);

/** Tells the shell and the pages who is looking and at which organisation; the server has checked both. */
export function OrganisationProvider({ viewer, organisation, children }: Place & { children: ReactNode }) {
  return <PlaceContext value={{ viewer, organisation }}>{children}</PlaceContext>;
}

/** Who is looking, and the organisation in the address. Inside the console's layout only. */
export function useOrganisation(): Place {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error("useOrganisation stands outside the console's layout");
  return place;
}
