/** What fields of the KMS messages choose from. It stands apart from the schemas so that a page can offer it without loading one. */

/** Signature schemes of RSA keys. Source: RFC 8017, 8.1 and 8.2. */
export const SIGNATURE_ALGORITHMS = ["pss", "pkcs1v15"] as const;
/** Forms of ECDSA signatures: DER, or r and s of fixed width (RFC 7518, 3.4). */
export const MARSHALING_ALGORITHMS = ["asn1", "jws"] as const;
/** Values of the header's `typ` that a caller may choose (RFC 7519, RFC 9068, RFC 8417, RFC 9701, RFC 9449). */
export const JWT_TYPES = ["JWT", "at+jwt", "secevent+jwt", "token-introspection+jwt", "dpop+jwt"] as const;
