import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { z } from "zod";
import { secretPathProblem } from "@/lib/contract/secret-path";
import { secretValue } from "@/lib/contract/secrets";
import { childEnvironment, readEnvironment } from "@/lib/platform/config";
import { StartError } from "@/lib/platform/start-error";

const USAGE = `Usage: pelagos run --secret PATH [--secret NAME=PATH …] [--region REGION] -- COMMAND …

  --secret PATH        sets one variable for each name of the secret's key-values
  --secret NAME=PATH   sets NAME to the secret's text
  --region REGION      default: PELAGOS_REGION

The server is PELAGOS_URL (default http://localhost:3000), the credential PELAGOS_TOKEN, which COMMAND does not get.
PELAGOS_ORGANISATION says which organisation, needed where the token opens several; PELAGOS_PROJECT which project of it.`;

/** A secret to read, and the variable that gets its text; null where its names are the variables. */
export interface WantedSecret {
  readonly path: string;
  readonly variable: string | null;
}

/** What the command line asks for. */
export interface RunRequest {
  readonly secrets: readonly WantedSecret[];
  readonly region: string | null;
  readonly command: readonly string[];
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads the parameters of `pelagos run`. Throws StartError with the usage. */
export function readRunRequest(parameters: readonly string[]): RunRequest {
  const secrets: WantedSecret[] = [];
  let region: string | null = null;
  const waiting = [...parameters];
  for (let option = waiting.shift(); option !== undefined && option !== "--"; option = waiting.shift()) {
    const value = waiting.shift();
    if (value === undefined || value === "--") throw new StartError(`${option} needs a value.\n\n${USAGE}`);
    if (option === "--secret") secrets.push(wantedSecret(value));
    else if (option === "--region") region = value;
    else throw new StartError(`There is no option ${option}.\n\n${USAGE}`);
  }
  if (secrets.length === 0) throw new StartError(`--secret is missing.\n\n${USAGE}`);
  if (waiting.length === 0) throw new StartError(`The command is missing.\n\n${USAGE}`);
  return { secrets, region, command: waiting };
}

function wantedSecret(text: string): WantedSecret {
  const [, variable, path = text] = /^([^/=]+)=(.*)$/.exec(text) ?? [];
  const problem = secretPathProblem(path);
  if (problem !== null) throw new StartError(`--secret ${path}: a path ${problem}.`);
  if (variable !== undefined && !VARIABLE.test(variable)) {
    throw new StartError(
      `--secret ${variable}=…: a variable is made of letters, digits and _ and begins with no digit.`,
    );
  }
  return { path, variable: variable ?? null };
}

/**
 * The variables that secrets give. Each is set once: two secrets that name the same variable are refused, as is a name that
 * cannot be one. Throws StartError, which never repeats a value.
 */
export function variablesOf(read: readonly { wanted: WantedSecret; value: z.output<typeof secretValue> }[]) {
  const variables = new Map<string, string>();
  for (const { wanted, value } of read) {
    for (const [name, text] of Object.entries(namedTexts(wanted, value))) {
      if (!VARIABLE.test(name))
        throw new StartError(`${wanted.path} holds the name ${name}, which no variable can have.`);
      if (variables.has(name)) throw new StartError(`${name} is given by more than one secret.`);
      variables.set(name, decoded(wanted, text));
    }
  }
  return variables;
}

function namedTexts(wanted: WantedSecret, value: z.output<typeof secretValue>): Readonly<Record<string, string>> {
  const { secretString, secretKeyValues } = value;
  if (wanted.variable === null) {
    if (secretKeyValues !== undefined) return secretKeyValues;
    throw new StartError(`${wanted.path} holds one text: say which variable gets it, --secret NAME=${wanted.path}`);
  }
  if (secretString !== undefined) return { [wanted.variable]: secretString };
  throw new StartError(
    `${wanted.path} holds key-values, which name their variables themselves: --secret ${wanted.path}`,
  );
}

function decoded({ path }: WantedSecret, base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  const text = bytes.toString();
  if (!text.includes("\0") && Buffer.from(text).equals(bytes)) return text;
  throw new StartError(`${path} holds bytes that are not text; a variable cannot hold them.`);
}

/** Runs a command with secrets in its environment, and ends as it ends. Throws StartError. */
export async function runWithSecrets(parameters: readonly string[]): Promise<void> {
  const { secrets, region, command } = readRunRequest(parameters);
  const where = region ?? readEnvironment("PELAGOS_REGION") ?? "";
  if (where === "") throw new StartError("The region is missing: --region nl-01, or PELAGOS_REGION=nl-01");
  const read = [];
  for (const wanted of secrets) read.push({ wanted, value: await readSecret(where, wanted.path) });
  process.exitCode = await runCommand(command, variablesOf(read));
}

async function readSecret(region: string, path: string): Promise<z.output<typeof secretValue>> {
  const token = readEnvironment("PELAGOS_TOKEN");
  if (!token) throw new StartError("PELAGOS_TOKEN is missing: a token that may read the secret.");
  const base = readEnvironment("PELAGOS_URL") ?? "http://localhost:3000";
  const headers = new Headers({ authorization: `Bearer ${token}` });
  const organisation = readEnvironment("PELAGOS_ORGANISATION");
  const project = readEnvironment("PELAGOS_PROJECT");
  if (organisation) headers.set("x-organisation-identity", organisation);
  if (project) headers.set("x-project-identity", project);
  const address = `${base}/v1/secrets/${encodeURIComponent(region)}/secret${path}/value`;
  const answer = await fetch(address, { method: "POST", headers, redirect: "error" }).catch((cause: unknown) => {
    throw new StartError(`${base} does not answer.`, { cause });
  });
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return secretValue.parse(body);
  throw new StartError(`${path} cannot be read: ${refusalReason(answer.status, body)}`);
}

/** What a caller of the API would change in a header is a variable here. */
const SETTINGS: Readonly<Partial<Record<string, string>>> = {
  organisation_required:
    "The token opens more than one organisation: set PELAGOS_ORGANISATION to the identity or slug of one.",
  organisation_not_found: "The token opens no organisation of the name in PELAGOS_ORGANISATION.",
  project_not_found: "The organisation has no project of the name in PELAGOS_PROJECT that the token opens.",
};

const refusedAnswer = z.object({ message: z.string(), code: z.string(), requestId: z.string() });

/** Why an answer that is not a secret is none, in the words of this command. */
export function refusalReason(status: number, body: unknown): string {
  const refused = refusedAnswer.safeParse(body);
  if (!refused.success) return `status ${status}`;
  const { message, code, requestId } = refused.data;
  return `${SETTINGS[code] ?? message} (${requestId})`;
}

/** In the folder the person is in, which npm tells where it changed it. */
async function runCommand(command: readonly string[], variables: ReadonlyMap<string, string>): Promise<number> {
  const [program = "", ...parameters] = command;
  const { PELAGOS_TOKEN: _, ...environment } = childEnvironment(Object.fromEntries(variables));
  const cwd = readEnvironment("INIT_CWD") ?? process.cwd();
  const child = spawn(program, parameters, { cwd, env: environment, stdio: "inherit" });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, forward);
  const [code, signal] = await once(child, "close").catch((cause: unknown) => {
    throw new StartError(`${program} cannot be started: ${cause instanceof Error ? cause.message : cause}`, { cause });
  });
  return code ?? 128 + (constants.signals[signal as NodeJS.Signals] ?? 0);
}
