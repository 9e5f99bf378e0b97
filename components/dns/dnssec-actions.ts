import type { ActionResult } from "@/lib/contract/console";
import type { CreatedSecondaryMessage, DnssecStatus, SecondaryMessage } from "@/lib/contract/dnssec";
import type { Scope } from "../layout/scope";
import type { ZonePlace } from "./zone-actions";

/** Answer of `GET /console-api/{org}/dns/secondaries`. */
export interface Secondaries {
  /** Null for those who may not see them. */
  readonly secondaries: readonly SecondaryMessage[] | null;
  /** Where zones can be taken over; null = nowhere. */
  readonly listen: { readonly host: string; readonly port: number } | null;
}

/** Server actions about signing and about the servers that take zones over. */
export interface DnssecActions {
  enableDnssec: (
    place: ZonePlace,
    request: { region: string; kmsKeyIdentity?: string },
  ) => Promise<ActionResult<DnssecStatus>>;
  disableDnssec: (place: ZonePlace, request: { force: "true" | "false" }) => Promise<ActionResult<DnssecStatus>>;
  checkParent: (place: ZonePlace) => Promise<ActionResult<DnssecStatus>>;
  createSecondary: (
    place: Scope,
    request: { name: string; notify: string[] },
  ) => Promise<ActionResult<CreatedSecondaryMessage>>;
  deleteSecondary: (place: Scope & { secondary: string }) => Promise<ActionResult<unknown>>;
}
