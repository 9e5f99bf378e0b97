import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ERRORS } from "@/lib/contract/errors";
import { installationRoot } from "@/lib/platform/installation-root";
import { StartError } from "@/lib/platform/start-error";
import { tell } from "./run-program";

/** Documents that are made from tables of the source, by their path from the root. */
export const generatedDocuments: Readonly<Record<string, () => string>> = {
  "docs/errors.md": errorsDocument,
};

/** A table cell holds one line, and no bar that would end it. */
const cell = (text: string) =>
  text.replaceAll("|", "\\|").replaceAll(/[<>]/g, (sign) => (sign === "<" ? "&lt;" : "&gt;"));

function errorsDocument(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, message, remedy }]) => `| \`${code}\` | ${status} | ${cell(message)} | ${cell(remedy)} |`,
  );
  return [
    "# Errors",
    "",
    "<!-- Written by `npm run pelagos -- docs` from lib/contract/errors.ts; change that file, not this one. -->",
    "",
    "Every refusal and failure of the API has a body of this form:",
    "",
    "```json",
    '{ "message": "No such key in this region and scope.", "code": "key_not_found", "requestId": "req-…" }',
    "```",
    "",
    "`code` is stable and made for programs. `message` is made for people; where the call names a field or a bound, the",
    "message does too. `requestId` names the call in the log and in the audit record. Answers with status 429 and 503 carry",
    "`Retry-After` in seconds.",
    "",
    "| Code | Status | Meaning | What to do |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** Writes every generated document; takes no parameters. Throws StartError. */
export async function writeDocs(parameters: readonly string[]): Promise<void> {
  if (parameters.length > 0) throw new StartError("Usage: pelagos docs");
  for (const [path, content] of Object.entries(generatedDocuments)) {
    const file = join(installationRoot(), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content());
    tell(`Wrote ${path}`);
  }
}
