import { generateKeyPairSync } from "node:crypto";
import { isIP } from "node:net";
import forge from "node-forge";

const MODULUS_BITS = 3_072;

/** A certificate and its private key, both in PEM. */
export interface CertificatePair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** When a certificate counts. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

interface NewKey {
  readonly privateKey: forge.pki.rsa.PrivateKey;
  readonly publicKey: forge.pki.rsa.PublicKey;
  readonly pem: string;
}

/** The pair comes from OpenSSL; the certificate library's own generator takes seconds. */
function newKey(): NewKey {
  const pair = generateKeyPairSync("rsa", {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const privateKey = forge.pki.privateKeyFromPem(pair.privateKey);
  return { privateKey, publicKey: forge.pki.setRsaPublicKey(privateKey.n, privateKey.e), pem: pair.privateKey };
}

/** Serial numbers are positive and unpredictable: 16 random bytes without the highest bit (RFC 5280, 4.1.2.2). */
export function certificateSerial(): string {
  const bytes = forge.random.getBytesSync(16);
  return forge.util.bytesToHex(String.fromCharCode((bytes.charCodeAt(0) & 0x7f) | 1) + bytes.slice(1));
}

function certificateOf(key: forge.pki.rsa.PublicKey, commonName: string, { notBefore, notAfter }: Validity) {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = key;
  certificate.serialNumber = certificateSerial();
  certificate.validity = { notBefore, notAfter };
  certificate.setSubject([{ name: "commonName", value: commonName }]);
  return certificate;
}

/** A certificate authority of an installation's own, which may give certificates to servers and to no further authority. Source: RFC 5280, 4.2.1. */
export function createAuthority(commonName: string, validity: Validity): CertificatePair {
  const key = newKey();
  const certificate = certificateOf(key.publicKey, commonName, validity);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  certificate.sign(key.privateKey, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), privateKey: key.pem };
}

/** A server certificate of that authority for host names and IP addresses; clients compare these alone (RFC 9110, 4.3.4). */
export function issueServerCertificate(
  authority: CertificatePair,
  hosts: readonly string[],
  validity: Validity,
): CertificatePair {
  const issuer = forge.pki.certificateFromPem(authority.certificate);
  const key = newKey();
  const certificate = certificateOf(key.publicKey, hosts[0] ?? "localhost", validity);
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectKeyIdentifier" },
    { name: "authorityKeyIdentifier", keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
    {
      name: "subjectAltName",
      altNames: hosts.map((host) => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host })),
    },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(authority.privateKey), forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), privateKey: key.pem };
}
