import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Config } from "./config";
import { StartError } from "./start-error";

function read(variable: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`${variable} cannot be read (${reason}); for example ${variable}=/etc/pelagos/tls.pem`, {
      cause,
    });
  }
}

/**
 * Reads certificate chain and private key and makes sure that they fit each other. Undefined where HTTPS is not
 * configured. Throws StartError.
 */
export function readTls(tls: Config["tls"]): { cert: Buffer; key: Buffer } | undefined {
  if (!tls) return undefined;
  const pair = { cert: read("TLS_CERT_FILE", tls.certificateFile), key: read("TLS_KEY_FILE", tls.keyFile) };
  try {
    createSecureContext(pair);
    return pair;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`TLS_CERT_FILE and TLS_KEY_FILE are not a PEM certificate and its private key: ${reason}.`, {
      cause,
    });
  }
}
