import { base32Hex, nsec3Data } from "./nsec3";
import { type RecordSet, setWire } from "./record-set";
import { TYPES } from "./record-types";
import { type RecordSigner, type SignatureTimes, signatureWire } from "./rrsig";
import { type ApexTypes, chainTypes, signedSets, type ZoneName } from "./zone-names";

/** Where a name stands in the chain of hashes. */
export interface ChainLink {
  readonly hash: Buffer;
  readonly nextHash: Buffer;
  /** Of the NSEC3 record, in seconds: the lesser of the SOA record's own and its `minimum`. Source: RFC 9077, 3. */
  readonly ttl: number;
}

/** A name as it is served, in wire form. */
export interface SignedName {
  /** The sets, without signatures. */
  readonly records: Buffer;
  /** Their RRSIG records. */
  readonly signatures: Buffer;
  /** The NSEC3 record and its RRSIG; empty where the name is not hashed. */
  readonly chain: Buffer;
}

const NONE = Buffer.alloc(0);

/** Signs the sets of a name, and its link of the chain. */
export async function signName(
  name: ZoneName,
  link: ChainLink | null,
  apex: ApexTypes,
  signer: RecordSigner,
  times: SignatureTimes,
): Promise<SignedName> {
  const inChain = link === null ? null : chainSet(name, link, apex, signer.zone);
  const wires = new Map(name.sets.map((set) => [set, setWire(set)]));
  const chainWire = inChain === null ? NONE : setWire(inChain);
  const [chain, ...signatures] = await Promise.all([
    inChain === null ? NONE : signatureWire(inChain, signer, times, chainWire),
    ...signedSets(name).map((set) => signatureWire(set, signer, times, wires.get(set))),
  ]);
  return {
    records: Buffer.concat([...wires.values()]),
    signatures: Buffer.concat(signatures),
    chain: Buffer.concat([chainWire, chain]),
  };
}

function chainSet(name: ZoneName, { hash, nextHash, ttl }: ChainLink, apex: ApexTypes, zone: string): RecordSet {
  const owner = zone === "" ? base32Hex(hash) : `${base32Hex(hash)}.${zone}`;
  return { owner, type: TYPES.NSEC3, ttl, data: [nsec3Data(nextHash, chainTypes(name, apex))] };
}
