/** The same API call in the languages people use, for copying. Never holds a real token. */

/** One HTTP call to this installation's API. */
export interface SampleCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Full address. */
  readonly url: string;
  /** Slug or identity of the organisation. */
  readonly organisation: string;
  /** Slug or identity; null for the organisation's own keys. */
  readonly project: string | null;
  /** JSON body; null for none. */
  readonly body: Readonly<Record<string, unknown>> | null;
  /** A field of the body that is read from a file, because it is too long to show. */
  readonly fromFile?: SampleFile;
  /** Whether the answer is text and not JSON. */
  readonly answersText?: boolean;
}

export interface SampleFile {
  readonly field: string;
  readonly file: string;
  /** `base64`: the field holds the file's bytes in base64; `text`: its text as it is. */
  readonly as: "base64" | "text";
}

export interface CallSample {
  readonly id: "curl" | "node" | "go" | "python";
  readonly label: string;
  readonly language: "shell" | "typescript" | "go" | "python";
  readonly code: string;
}

/** The call for curl, Node 18+, Go and Python 3, each complete. The token comes from the environment variable TOKEN. */
export function callSamples(call: SampleCall): CallSample[] {
  return [
    { id: "curl", label: "curl", language: "shell", code: curlSample(call) },
    { id: "node", label: "Node", language: "typescript", code: nodeSample(call) },
    { id: "go", label: "Go", language: "go", code: goSample(call) },
    { id: "python", label: "Python", language: "python", code: pythonSample(call) },
  ];
}

/** The call for a POSIX shell. */
export function curlSample(call: SampleCall): string {
  const lines = [`curl -sS${call.method === "GET" ? "" : ` -X ${call.method}`} ${call.url}`];
  lines.push(`  -H "Authorization: Bearer $TOKEN"`);
  for (const [name, value] of scopeHeaders(call)) lines.push(`  -H ${shellQuoted(`${name}: ${value}`)}`);
  if (call.body !== null) lines.push(`  -H "Content-Type: application/json"`, `  ${curlBody(call)}`);
  return lines.join(" \\\n");
}

/**
 * The call of a token endpoint (RFC 6749, section 4.4) for a POSIX shell, with `fields` in its form. Access key and secret
 * come from the environment variables ACCESS_KEY and ACCESS_SECRET.
 */
export function clientCredentialsSample(url: string, fields: Readonly<Record<string, unknown>>): CallSample {
  const lines = [`curl -sS ${url}`, `  -u "$ACCESS_KEY:$ACCESS_SECRET"`];
  for (const [name, value] of Object.entries(fields)) lines.push(`  -d ${shellQuoted(`${name}=${value}`)}`);
  return { id: "curl", label: "curl", language: "shell", code: lines.join(" \\\n") };
}

function curlBody({ body, fromFile }: SampleCall): string {
  if (fromFile === undefined) return `-d ${shellText(JSON.stringify(body))}`;
  const read = fromFile.as === "base64" ? `base64 < ${fromFile.file} | tr -d '\\n'` : `tr -d '\\n' < ${fromFile.file}`;
  const before = JSON.stringify(body === null ? {} : body).slice(0, -1);
  const comma = before === "{" ? "" : ",";
  return `-d ${shellText(`${before}${comma}"${fromFile.field}":"`)}"$(${read})"'"}'`;
}

function nodeSample(call: SampleCall): string {
  const { fromFile } = call;
  const lines = fromFile === undefined ? [] : [`import { readFile } from "node:fs/promises";`, ""];
  lines.push(`const response = await fetch(${JSON.stringify(call.url)}, {`);
  if (call.method !== "GET") lines.push(`  method: "${call.method}",`);
  lines.push("  headers: {", '    Authorization: "Bearer " + process.env.TOKEN,');
  for (const [name, value] of scopeHeaders(call)) lines.push(`    "${name}": ${JSON.stringify(value)},`);
  if (call.body !== null) lines.push(`    "Content-Type": "application/json",`);
  lines.push("  },");
  if (call.body !== null) lines.push(`  body: JSON.stringify({ ${nodeFields(call).join(", ")} }),`);
  lines.push(
    "});",
    "if (!response.ok) throw new Error(await response.text());",
    `console.log(await response.${call.answersText ? "text" : "json"}());`,
  );
  return lines.join("\n");
}

function nodeFields({ body, fromFile }: SampleCall): string[] {
  const fields = Object.entries(body ?? {}).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  if (fromFile === undefined) return fields;
  const encoding = fromFile.as === "base64" ? "base64" : "utf8";
  return [...fields, `${fromFile.field}: (await readFile("${fromFile.file}", "${encoding}")).trim()`];
}

function goSample(call: SampleCall): string {
  const { body, fromFile } = call;
  const imports = ["fmt", "io", "log", "net/http", "os"];
  if (body !== null) imports.push("bytes", "encoding/json");
  if (fromFile?.as === "base64") imports.push("encoding/base64");
  if (fromFile?.as === "text") imports.push("strings");
  const lines = [
    "package main",
    "",
    "import (",
    ...imports.sort().map((name) => `\t"${name}"`),
    ")",
    "",
    "func main() {",
  ];
  if (fromFile !== undefined) {
    lines.push(`\tcontent, err := os.ReadFile("${fromFile.file}")`, ...GO_CHECK);
  }
  if (body !== null) lines.push(`\tbody, err := json.Marshal(map[string]any{${goFields(call)}})`, ...GO_CHECK);
  const payload = body === null ? "nil" : "bytes.NewReader(body)";
  lines.push(
    `\trequest, err := http.NewRequest("${call.method}", ${JSON.stringify(call.url)}, ${payload})`,
    ...GO_CHECK,
  );
  lines.push(`\trequest.Header.Set("Authorization", "Bearer "+os.Getenv("TOKEN"))`);
  for (const [name, value] of scopeHeaders(call))
    lines.push(`\trequest.Header.Set("${name}", ${JSON.stringify(value)})`);
  if (body !== null) lines.push(`\trequest.Header.Set("Content-Type", "application/json")`);
  lines.push("\tresponse, err := http.DefaultClient.Do(request)", ...GO_CHECK, "\tdefer response.Body.Close()");
  lines.push("\tanswer, err := io.ReadAll(response.Body)", ...GO_CHECK);
  lines.push("\tif response.StatusCode >= 300 {", "\t\tlog.Fatal(string(answer))", "\t}");
  return [...lines, "\tfmt.Println(string(answer))", "}"].join("\n");
}

const GO_CHECK = ["\tif err != nil {", "\t\tlog.Fatal(err)", "\t}"];

function goFields({ body, fromFile }: SampleCall): string {
  const fields = Object.entries(body ?? {}).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  if (fromFile?.as === "base64") fields.push(`"${fromFile.field}": base64.StdEncoding.EncodeToString(content)`);
  if (fromFile?.as === "text") fields.push(`"${fromFile.field}": strings.TrimSpace(string(content))`);
  return fields.join(", ");
}

function pythonSample(call: SampleCall): string {
  const { body, fromFile } = call;
  const imports = ["os", "urllib.request"];
  if (body !== null || !call.answersText) imports.unshift("json");
  if (fromFile?.as === "base64") imports.unshift("base64");
  const lines = [...imports.map((name) => `import ${name}`), "", "request = urllib.request.Request("];
  lines.push(`    ${JSON.stringify(call.url)},`, `    method="${call.method}",`, "    headers={");
  lines.push(`        "Authorization": "Bearer " + os.environ["TOKEN"],`);
  for (const [name, value] of scopeHeaders(call)) lines.push(`        "${name}": ${JSON.stringify(value)},`);
  if (body !== null) lines.push(`        "Content-Type": "application/json",`);
  lines.push("    },");
  if (body !== null) lines.push(`    data=json.dumps({${pythonFields(call)}}).encode(),`);
  const read = call.answersText ? "response.read().decode()" : "json.load(response)";
  return [...lines, ")", "with urllib.request.urlopen(request) as response:", `    print(${read})`].join("\n");
}

function pythonFields({ body, fromFile }: SampleCall): string {
  const fields = Object.entries(body ?? {}).map(([name, value]) => `"${name}": ${pythonValue(value)}`);
  if (fromFile?.as === "base64")
    fields.push(`"${fromFile.field}": base64.b64encode(open("${fromFile.file}", "rb").read()).decode()`);
  if (fromFile?.as === "text") fields.push(`"${fromFile.field}": open("${fromFile.file}").read().strip()`);
  return fields.join(", ");
}

function pythonValue(value: unknown): string {
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === null) return "None";
  return JSON.stringify(value);
}

function scopeHeaders({ organisation, project }: SampleCall): [string, string][] {
  const headers: [string, string][] = [["X-Organisation-Identity", organisation]];
  if (project !== null) headers.push(["X-Project-Identity", project]);
  return headers;
}

/** In double quotes, for values that cannot hold anything the shell reads. */
function shellQuoted(text: string): string {
  return /^[\w .:@/=+-]*$/.test(text) ? `"${text}"` : shellText(text);
}

/** In single quotes, safe for any text. */
function shellText(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
