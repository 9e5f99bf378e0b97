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

/** Signs the sets of a name, and its link of the chain. */
export async function signName(
  name: ZoneName,
  link: ChainLink | null,
  apex: ApexTypes,
  signer: RecordSigner,
  times: SignatureTimes,
): Promise<SignedName> {
  const inChain = link === null ? null : chainSet(name, link, apex, signer.zone);
  const [chain, ...signatures] = await Promise.all([
    inChain === null ? Buffer.alloc(0) : signatureWire(inChain, signer, times),
    ...signedSets(name).map((set) => signatureWire(set, signer, times)),
  ]);
  return {
    records: Buffer.concat(name.sets.map(setWire)),
    signatures: Buffer.concat(signatures),
    chain: inChain === null ? chain : Buffer.concat([setWire(inChain), chain]),
  };
}

function chainSet(name: ZoneName, { hash, nextHash, ttl }: ChainLink, apex: ApexTypes, zone: string): RecordSet {
  const owner = zone === "" ? base32Hex(hash) : `${base32Hex(hash)}.${zone}`;
  return { owner, type: TYPES.NSEC3, ttl, data: [nsec3Data(nextHash, chainTypes(name, apex))] };
}
