import type { SecretPlace } from "./secret-actions";

/** Starts a program with a secret in its environment, for a POSIX shell. The token comes from the variable TOKEN. */
export function runSample({ organisation, project, region, path }: SecretPlace, origin: string): string {
  const scope = [`PELAGOS_ORGANISATION=${organisation}`, ...(project === null ? [] : [`PELAGOS_PROJECT=${project}`])];
  return [
    `export PELAGOS_URL=${origin} ${scope.join(" ")}`,
    `PELAGOS_TOKEN="$TOKEN" npm run pelagos -- run \\`,
    `  --region ${region} --secret ${path} -- your-program`,
    "",
    `# a secret with one text: --secret NAME=${path}`,
  ].join("\n");
}
