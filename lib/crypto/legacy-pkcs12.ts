import forge from "node-forge";
import { certificateSerial } from "./private-authority";

/** What a key store holds beside the private key. */
export interface StoreFacts {
  /** Common name of subject and issuer. */
  readonly commonName: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly password: string;
}

/**
 * An RSA private key (PKCS #8 DER) with a certificate that it signs for itself, in the PKCS #12 form that old readers take:
 * the certificate's bag first, 3DES with a key from the password and a MAC with SHA-1. This protects a download from
 * nothing stronger than a guess at the password; readers of newer forms are not everywhere.
 * Source: RFC 7292, 4 and appendices B and C; RFC 5280, 4.1.
 */
export function legacyPkcs12(pkcs8: Uint8Array, { commonName, notBefore, notAfter, password }: StoreFacts): Buffer {
  const der = forge.util.createBuffer(Buffer.from(pkcs8).toString("latin1"));
  const privateKey = forge.pki.privateKeyFromAsn1(forge.asn1.fromDer(der)) as forge.pki.rsa.PrivateKey;
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(privateKey.n, privateKey.e);
  certificate.serialNumber = certificateSerial();
  certificate.validity = { notBefore, notAfter };
  const name = [{ name: "commonName", value: commonName }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.sign(privateKey, forge.md.sha256.create());
  const store = forge.pkcs12.toPkcs12Asn1(privateKey, [certificate], password, { algorithm: "3des" });
  return Buffer.from(forge.asn1.toDer(store).getBytes(), "latin1");
}
