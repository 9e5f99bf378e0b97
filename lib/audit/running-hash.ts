import { hash } from "node:crypto";

/** Running hash of an organisation without records: SHA-256 of the lines `pelagos/1/organisation` and its identity, hex. */
export function firstRunning(organisationId: string): string {
  return hash("sha256", `pelagos/1/organisation\n${organisationId}`, "hex");
}

/** Running hash after one more record: SHA-256 of the lines `pelagos/1/running`, the one before and the record's hash, hex. */
export function nextRunning(running: string, recordHash: string): string {
  return hash("sha256", `pelagos/1/running\n${running}\n${recordHash}`, "hex");
}
