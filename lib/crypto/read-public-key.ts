import { createPublicKey, type KeyObject } from "node:crypto";
import { isOneSequence } from "./der-sequence";

const PUBLIC_PEM = /^\s*-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----\s*$/;

/**
 * The public key in one PEM block (SubjectPublicKeyInfo) with nothing in front or behind; null for everything else. Node
 * would also take the public half out of a private key, and overlook what follows: whoever sends that has made a mistake and
 * should hear of it. The key is whatever OpenSSL could parse: look at its `asymmetricKeyType` first, because Node 20 ends
 * the process when asked for the details, or the JWK, of an elliptic-curve key whose point is that at infinity.
 * Source: RFC 5280, 4.1; RFC 7468, 13.
 */
export function readPublicKey(pem: string): KeyObject | null {
  try {
    const der = Buffer.from(PUBLIC_PEM.exec(pem)?.[1] ?? "", "base64");
    return isOneSequence(der) ? createPublicKey({ key: der, format: "der", type: "spki" }) : null;
  } catch {
    return null;
  }
}
