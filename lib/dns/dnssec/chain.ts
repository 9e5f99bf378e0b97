import { nsec3Hash } from "./nsec3";
import type { ZoneName } from "./zone-names";

/** A name with its hash and the one that follows in the zone's ring; null for names that are not hashed. */
export interface ChainedName {
  readonly name: ZoneName;
  readonly link: { readonly hash: Buffer; readonly nextHash: Buffer } | null;
}

/**
 * The names of a zone in the order of their hashes, each with the next, the last with the first; at the end those that are
 * not hashed. Throws RangeError where two names have the same hash. Source: RFC 5155, 7.1.
 */
export function chainOf(names: readonly ZoneName[]): ChainedName[] {
  const hashed = names
    .filter(({ standing }) => standing !== "occluded")
    .map((name) => ({ name, hash: nsec3Hash(name.name) }))
    .sort((a, b) => Buffer.compare(a.hash, b.hash));
  const ring = hashed.map(({ name, hash }, index) => {
    const nextHash = (hashed[index + 1] ?? hashed[0])?.hash ?? hash;
    if (hashed.length > 1 && nextHash.equals(hash)) throw new RangeError(`The hash of ${name.name} collides.`);
    return { name, link: { hash, nextHash } };
  });
  const others = names.filter(({ standing }) => standing === "occluded");
  return [...ring, ...others.map((name) => ({ name, link: null }))];
}
