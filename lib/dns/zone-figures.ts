import type { RecordCounts, SigningState } from "@/lib/contract/dns-pages";
import { queryHome, type SigningRow } from "./dnssec/signing-row";
import { stateOf } from "./dnssec/status";
import { countByType } from "./zone-store";

/** What is known of a zone beside its own row. */
export interface ZoneFigures {
  /** Records, not names and types. */
  readonly records: number;
  /** Names and types, by type. */
  readonly counts: RecordCounts;
  /** Values of the name servers at the apex. */
  readonly nameServers: readonly string[];
  readonly signing: SigningState;
}

const SIGNING = `SELECT zone_id AS "zoneId", error, serial, plan FROM dnssec_zone
  WHERE enabled AND zone_id = ANY ($1::text[])`;

interface SigningFacts extends Pick<SigningRow, "error" | "serial" | "plan"> {
  readonly zoneId: string;
}

/** The figures of some zones by their identities; for zones that the caller has been found to see. */
export async function zoneFigures(ids: readonly string[]): Promise<(id: string) => ZoneFigures> {
  const [types, signed] = await Promise.all([countByType(ids), queryHome<SigningFacts>(SIGNING, [ids])]);
  const states = new Map<string, SigningState>(
    signed.map((facts) => [facts.zoneId, facts.error === null ? stateOf(facts) : "failing"]),
  );
  return (id) => {
    const own = types.filter(({ zoneId }) => zoneId === id);
    return {
      records: own.reduce((sum, { records }) => sum + records, 0),
      counts: Object.fromEntries(own.map(({ type, sets }) => [type, sets])),
      nameServers: own.find(({ type }) => type === "NS")?.apex ?? [],
      signing: states.get(id) ?? "off",
    };
  };
}
