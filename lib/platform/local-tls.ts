import { existsSync } from "node:fs";
import { join } from "node:path";

/** Files of the private certificate authority of an installation, and of the server certificate it gave. */
export interface LocalTlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly authorityFile: string;
  readonly authorityKeyFile: string;
}

/** Where they are in a data directory, whether they are there or not. */
export function localTlsFiles(dataDirectory: string): LocalTlsFiles {
  const file = (name: string) => join(dataDirectory, "tls", name);
  return {
    certificateFile: file("server.pem"),
    keyFile: file("server.key"),
    authorityFile: file("ca.pem"),
    authorityKeyFile: file("ca.key"),
  };
}

/** The server certificate of a data directory; undefined where `pelagos tls init` has not made one. */
export function findLocalTls(dataDirectory: string) {
  const { certificateFile, keyFile, authorityFile } = localTlsFiles(dataDirectory);
  const isThere = existsSync(certificateFile) && existsSync(keyFile);
  return isThere ? { certificateFile, keyFile, authorityFile } : undefined;
}
