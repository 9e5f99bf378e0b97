import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { BootstrapFacts } from "@/lib/iam/bootstrap";

const facts = z.object({
  organisation: z.string(),
  region: z.string(),
  email: z.string(),
  password: z.string(),
  token: z.string(),
  auditKey: z.string().nullable(),
});

const draftOf = (file: string) => `${file}.new`;

/** Makes a rename or a new name survive a power failure, where the system lets a folder be opened. */
function flushFolder(file: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(dirname(file), "r");
  fsyncSync(folder);
  closeSync(folder);
}

/** Keeps the first administrator's facts beside `file`, mode 0600 and on disk when this returns: they may not be true yet. */
export function draftFacts(file: string, url: string, given: BootstrapFacts): void {
  const { organisation, region, email, password, token, auditKey } = given;
  const content = { url, organisation, region, email, password, token, auditKey };
  rmSync(draftOf(file), { force: true });
  writeFileSync(draftOf(file), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flush: true });
  flushFolder(file);
}

/** The facts a start kept and did not get to confirm; null where there are none, or only a part of them. */
export function draftedFacts(file: string): BootstrapFacts | null {
  try {
    return facts.parse(JSON.parse(readFileSync(draftOf(file), "utf8")));
  } catch {
    return null;
  }
}

/** Puts the kept facts in place: they are true. */
export function confirmFacts(file: string): void {
  renameSync(draftOf(file), file);
  flushFolder(file);
}

/** Removes kept facts that never became true. */
export function dropDraft(file: string): void {
  rmSync(draftOf(file), { force: true });
}
