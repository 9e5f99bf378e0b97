/**
 * Configuration of name servers that take zones over from here, ready to be pasted. The console, docs/dnssec.md and the tests
 * with these servers have it from here. Zone files are named relative to each server's own directory for them.
 */

/** What a configuration is made of. */
export interface SecondaryFacts {
  /** Complete name of the zone, without the dot at its end. */
  readonly zone: string;
  /** Where zones are taken over. */
  readonly primary: { readonly host: string; readonly port: number };
  /** TSIG key (RFC 8945), hmac-sha256. */
  readonly key: { readonly name: string; readonly secret: string };
}

/** NSD 4. */
export function nsdConfig({ zone, primary, key }: SecondaryFacts): string {
  return `key:
    name: "${key.name}"
    algorithm: hmac-sha256
    secret: "${key.secret}"

zone:
    name: "${zone}"
    zonefile: "${zone}.zone"
    allow-notify: ${primary.host} "${key.name}"
    request-xfr: AXFR ${primary.host}@${primary.port} "${key.name}"
`;
}

/** Knot DNS 3. */
export function knotConfig({ zone, primary, key }: SecondaryFacts): string {
  return `key:
  - id: ${key.name}
    algorithm: hmac-sha256
    secret: ${key.secret}

remote:
  - id: pelagos
    address: ${primary.host}@${primary.port}
    key: ${key.name}

acl:
  - id: pelagos-notify
    address: ${primary.host}
    key: ${key.name}
    action: notify

zone:
  - domain: ${zone}
    master: pelagos
    acl: pelagos-notify
`;
}

/** BIND 9. */
export function bindConfig({ zone, primary, key }: SecondaryFacts): string {
  return `key "${key.name}" {
    algorithm hmac-sha256;
    secret "${key.secret}";
};

zone "${zone}" {
    type secondary;
    file "${zone}.zone";
    masterfile-format text;
    primaries { ${primary.host} port ${primary.port} key "${key.name}"; };
    allow-notify { key "${key.name}"; };
};
`;
}
