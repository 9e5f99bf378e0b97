import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { dirname } from "node:path";
import { type CertificatePair, createAuthority, issueServerCertificate } from "@/lib/crypto/private-authority";
import { clock } from "@/lib/platform/clock";
import { config } from "@/lib/platform/config";
import { type LocalTlsFiles, localTlsFiles } from "@/lib/platform/local-tls";
import { StartError } from "@/lib/platform/start-error";
import { readTls } from "@/lib/platform/tls";
import { tell } from "./run-program";

const USAGE = "Usage: pelagos tls init [HOST…]";
const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
/** Longest validity that clients on Apple's systems accept of a private authority's server certificates. */
const SERVER_DAYS = 825;
/** Clients whose clocks are a little slow must not find the certificate in their future. */
const EARLIER_MS = 3_600_000;

/** What every server certificate is for. */
const OWN_HOSTS = ["localhost", "127.0.0.1", "::1"];

const HOST = /^(?=.{1,253}$)(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

/**
 * `tls init [HOST…]` makes a private certificate authority in the data directory, unless there is one, and a server
 * certificate for localhost and the hosts named; the server uses it from its next start. Doing it again renews the server
 * certificate under the same authority, so that clients need nothing new.
 */
export async function tls([action, ...hosts]: readonly string[]): Promise<void> {
  if (action !== "init") throw new StartError(USAGE);
  const wrong = hosts.find((host) => !HOST.test(host) && isIP(host) === 0);
  if (wrong !== undefined) throw new StartError(`${JSON.stringify(wrong)} is not a host name or address.\n${USAGE}`);
  const files = localTlsFiles(config().dataDirectory);
  initLocalTls(files, hosts);
  tell(
    [
      `The server serves HTTPS from its next start, for ${[...OWN_HOSTS, ...hosts].join(", ")}.`,
      `Clients need the certificate of its authority: ${files.authorityFile}`,
      "Whoever has ca.key beside it can stand in for any server to these clients: keep it where you keep root keys.",
    ].join("\n"),
  );
}

/** Writes authority and server certificate. Throws StartError where what is there does not fit. */
export function initLocalTls(files: LocalTlsFiles, hosts: readonly string[]): void {
  mkdirSync(dirname(files.certificateFile), { recursive: true, mode: 0o700 });
  const authority = existingAuthority(files) ?? newAuthority(files);
  const names = [...new Set([...OWN_HOSTS, ...hosts.map((host) => host.toLowerCase())])];
  const server = issueServerCertificate(authority, names, daysFromNow(SERVER_DAYS));
  write(files.keyFile, server.privateKey, 0o600);
  write(files.certificateFile, server.certificate, 0o644);
  readTls(files);
}

function existingAuthority({ authorityFile, authorityKeyFile }: LocalTlsFiles): CertificatePair | null {
  const present = [authorityFile, authorityKeyFile].filter((file) => existsSync(file));
  if (present.length === 0) return null;
  if (present.length === 1) {
    throw new StartError(
      `Only ${present[0]} is there, of the authority's certificate and key: bring back the other, or move this one away and clients to a new authority.`,
    );
  }
  return { certificate: readFileSync(authorityFile, "utf8"), privateKey: readFileSync(authorityKeyFile, "utf8") };
}

function newAuthority({ authorityFile, authorityKeyFile }: LocalTlsFiles): CertificatePair {
  const made = createAuthority("Pelagos private authority", daysFromNow(AUTHORITY_DAYS));
  write(authorityKeyFile, made.privateKey, 0o600);
  write(authorityFile, made.certificate, 0o644);
  return made;
}

function daysFromNow(days: number) {
  const nowMs = clock.nowMs();
  return { notBefore: new Date(nowMs - EARLIER_MS), notAfter: new Date(nowMs + days * DAY_MS) };
}

/** Whole or not at all: a server that starts meanwhile must not read half a key. */
function write(file: string, text: string, mode: number): void {
  writeFileSync(`${file}.new`, text, { mode });
  chmodSync(`${file}.new`, mode);
  renameSync(`${file}.new`, file);
}
