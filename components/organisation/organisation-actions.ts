import type { Feature, OrganisationMessage } from "@/lib/contract/access";
import type { ActionResult } from "@/lib/contract/console";
import type { Description } from "../labels/described-fields";

export type Limits = OrganisationMessage["limits"];

/** A change: what is left out stays. */
export type OrganisationChange = Partial<Description> & {
  features?: Partial<Record<Feature, boolean>>;
  limits?: Limits;
};

/** Changes the organisation of a page; a server action with its place given. */
export type ChangeOrganisation = (request: OrganisationChange) => Promise<ActionResult<OrganisationMessage>>;

/** The server action itself: `organisation` is where the call is made, empty where one is no member; `object` the one to change. */
export type UpdateOrganisation = (
  place: { organisation: string; object: string },
  request: OrganisationChange,
) => Promise<ActionResult<OrganisationMessage>>;

export type CreateOrganisation = (
  place: { organisation: string },
  request: Description & { ownerEmail?: string },
) => Promise<ActionResult<OrganisationMessage & { passwordLink: string | null }>>;
