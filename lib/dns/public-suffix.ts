import { getPublicSuffix, parse } from "tldts";

/**
 * Whether others than its holder register names directly below a name: `co.uk`, or `github.io`. Both sections of the Public
 * Suffix List count; top-level names that it does not have, as private networks use them, do not. `name` in A-labels.
 * Source: publicsuffix.org.
 */
export function isPublicSuffix(name: string): boolean {
  const options = { allowPrivateDomains: true, validateHostname: false, detectIp: false } as const;
  if (getPublicSuffix(name, options) !== name) return false;
  const { isIcann, isPrivate } = parse(name, options);
  return isIcann === true || isPrivate === true;
}
