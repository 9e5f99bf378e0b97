import type { BootstrapFacts } from "@/lib/iam/bootstrap";

const WIDTH = 78;

function framed(lines: readonly string[]): string {
  const width = Math.max(WIDTH, ...lines.map((line) => line.length));
  const edge = "─".repeat(width + 2);
  return [`┌${edge}┐`, ...lines.map((line) => `│ ${line.padEnd(width)} │`), `└${edge}┘`].join("\n");
}

/** Two calls that create a key and encrypt "hello" with it; safe to paste more than once. */
export function firstCalls(url: string, facts: BootstrapFacts): string {
  const keys = `${url}/v1/kms/${facts.region}/keys`;
  const headers = `-H "Authorization: Bearer $TOKEN" -H "X-Organisation-Identity: ${facts.organisation}" -H "Content-Type: application/json"`;
  return [
    `TOKEN=${facts.token}`,
    `curl -sS ${keys} ${headers} -d '{"name":"first-key"}'; echo`,
    `curl -sS ${keys}/first-key/encrypt ${headers} -d '{"plaintext":"aGVsbG8="}'; echo`,
  ].join("\n");
}

/**
 * What the person at the terminal needs now. Password and token only where they were just made; later starts say where
 * they were written. The commands stand outside the frame so that they can be copied whole.
 */
export function welcome(url: string, bootstrapFile: string, facts: BootstrapFacts | null): string {
  if (facts === null) {
    return framed(["Pelagos is running.", "", `Console        ${url}`, `First sign-in  see ${bootstrapFile}`]);
  }
  const box = framed([
    "Pelagos is running. Password and token are shown this once.",
    "",
    `Console        ${url}`,
    `E-mail         ${facts.email}`,
    `Password       ${facts.password}`,
    `Organisation   ${facts.organisation}`,
    `Token          ${facts.token}`,
    ...(facts.auditKey === null ? [] : [`Audit key      ${facts.auditKey}`]),
    "",
    `Also in ${bootstrapFile}`,
  ]);
  return `${box}\n\nCreate a key and encrypt with it:\n\n${firstCalls(url, facts)}\n`;
}
