import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, test } from "vitest";
import { installationRoot } from "@/lib/platform/installation-root";

/** Lower rings know nothing of higher ones; folders of one ring do not know each other. */
const rings: Readonly<Record<string, number>> = {
  contract: 0,
  client: 0,
  format: 0,
  crypto: 1,
  platform: 1,
  regions: 2,
  iam: 2,
  audit: 2,
  metering: 2,
  door: 3,
  kms: 4,
  secrets: 5,
  dns: 5,
  access: 5,
  events: 6,
  api: 7,
  alibaba: 7,
  console: 7,
  jobs: 7,
  cli: 7,
};

const root = installationRoot();
const sourceFolders = ["app", "components", "lib"];

interface Source {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
  /** Paths from the root without extension; packages are left out. `type` where only types are imported. */
  imports: readonly { path: string; type: boolean; specifier: string }[];
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesUnder(path) : /\.tsx?$/.test(path) ? [path] : [];
  });
}

const importPattern = /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']/g;

function importsOf(path: string, text: string): Source["imports"] {
  return [...text.matchAll(importPattern)].map(([, type, specifier = ""]) => {
    const local = specifier.startsWith(".") ? normalize(join(dirname(path), specifier)) : specifier.replace(/^@\//, "");
    return { path: local, type: type !== undefined, specifier };
  });
}

const sources: readonly Source[] = sourceFolders.flatMap(filesUnder).map((path) => {
  const text = readFileSync(join(root, path), "utf8");
  return { path, text, imports: importsOf(path, text) };
});
const product = sources.filter(({ path }) => !/\.test\.tsx?$|\/test-[^/]+\.ts$/.test(path));

const folderOf = (path: string) => /^lib\/([^/]+)\//.exec(path)?.[1];

/** The sentence for one import that points the wrong way, or null. */
function ringViolation(from: string, to: string): string | null {
  const [source, target] = [folderOf(from), folderOf(to)];
  if (!target) return null;
  const targetRing = rings[target];
  if (targetRing === undefined) return `${from} imports ${to}, but lib/${target} has no ring: add it to the rings.`;
  if (from.startsWith("components/")) {
    if (targetRing === 0) return null;
    return `${from} imports ${to}: components know lib/contract, lib/client and lib/format only; let a page pass it as a property.`;
  }
  // The command starts the edges; everything may speak the words of the contract.
  if (!source || source === target || source === "cli" || target === "contract") return null;
  const sourceRing = rings[source] ?? 0;
  if (targetRing < sourceRing) return null;
  return `${from} (ring ${sourceRing}) imports ${to} (ring ${targetRing}): move what both need into a folder of a lower ring, or the code that needs it into lib/${target}.`;
}

const matching = (pattern: RegExp, exempt: (path: string) => boolean) =>
  product
    .filter(({ path, text }) => path.startsWith("lib/") && !exempt(path) && pattern.test(text))
    .map(({ path }) => path);

test("imports point to lower rings only, and components see ring 0 only", () => {
  const found = product.flatMap(({ path, imports }) =>
    imports.flatMap((target) => ringViolation(path, target.path) ?? []),
  );
  expect(found).toEqual([]);
});

test("the ring rule itself notices wrong directions", () => {
  expect(ringViolation("lib/crypto/seal.ts", "lib/kms/store")).toContain("move what both need");
  expect(ringViolation("lib/api/app.ts", "lib/console/action")).not.toBeNull();
  expect(ringViolation("components/keys/list.tsx", "lib/platform/db")).toContain("as a property");
  expect(ringViolation("lib/kms/encrypt.ts", "lib/crypto/aead")).toBeNull();
});

test("the Prisma client is used in store files and lib/platform/db.ts only: put the query into a store.ts", () => {
  const found = product
    .filter(({ path }) => !/store\.ts$/.test(path) && path !== "lib/platform/db.ts")
    .filter(({ imports }) =>
      imports.some(({ path, type }) => !type && /^(prisma\/generated|@prisma\/client)/.test(path)),
    );
  expect(found.map(({ path }) => path)).toEqual([]);
});

test("the environment is read in lib/platform/config.ts only: add a variable to its schema", () => {
  // call-samples.ts prints programs for the reader's own environment.
  const exempt = ["lib/platform/config.ts", "lib/format/call-samples.ts"];
  expect(matching(/process\.env\b/, (path) => exempt.includes(path))).toEqual([]);
});

test("time comes from lib/platform/clock.ts only: call clock.now() or clock.monotonicMs()", () => {
  const found = matching(/new Date\(\)|Date\.now\(|performance\.now\(/, (path) => path === "lib/platform/clock.ts");
  expect(found).toEqual([]);
});

test("files and folders are named after what they hold", () => {
  const vague = /(^|\/)(utils?|helpers?|common|services?|managers?|misc|index)(\.tsx?)?(\/|$)/;
  expect(product.filter(({ path }) => vague.test(path)).map(({ path }) => path)).toEqual([]);
  const notKebab = product.filter(({ path }) => path.startsWith("lib/") && !/^[a-z0-9./-]+$/.test(path));
  expect(notKebab.map(({ path }) => path)).toEqual([]);
});

test("imports across folders are absolute, within a folder relative, and name no extension", () => {
  const found = product.flatMap(({ path, imports }) =>
    imports
      .filter(({ specifier }) => /^(\.\.\/)/.test(specifier) || /^(\.|@\/).*\.tsx?$/.test(specifier))
      .map(({ specifier }) => `${path}: ${specifier}`),
  );
  expect(found.filter((line) => line.startsWith("lib/"))).toEqual([]);
});

/** Depth-first walk that returns the first circle of imports it meets, as the paths on it. */
function firstCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of graph.get(path) ?? []) {
      const cycle = walk(next, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const path of graph.keys()) {
    const cycle = walk(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

test("no file imports itself through others: move what both need into a file of its own", () => {
  const withoutExtension = (path: string) => relative(".", path).replace(/\.tsx?$/, "");
  const graph = new Map(
    product.map(({ path, imports }) => [
      withoutExtension(path),
      imports.filter((target) => !target.type).map((target) => withoutExtension(target.path)),
    ]),
  );
  expect(firstCycle(graph)).toEqual([]);
  expect(
    firstCycle(
      new Map([
        ["a", ["b"]],
        ["b", ["c"]],
        ["c", ["b"]],
      ]),
    ),
  ).toEqual(["b", "c", "b"]);
});

/** Files, or folders, that compare values with such names openly, where the time says nothing to anybody. */
const COMPARED_OPENLY: Readonly<Record<string, string>> = {
  "lib/alibaba/answer-instance-call.ts": "The hash of a body, compared with what its sender says it is.",
  "lib/alibaba/cipher-operations.ts": "Two fields of one request, both the caller's own.",
  "lib/audit/": "Hashes of the audit chain, which are published.",
  "lib/cli/run-with-secrets.ts": "Whether bytes are text: a value with itself.",
  "lib/console/change-password.ts": "Two fields of one request, both the caller's own.",
  "lib/regions/restore-guard.ts": "Hashes of audit checkpoints, which are published.",
  "lib/crypto/ecdsa-suite.ts": "The head of a public key.",
  "lib/dns/dnssec/": "Names, records and hashes of a zone, which are published.",
  "lib/dns/serving/answer-query.ts": "What is told of a signature that was checked.",
  "lib/kms/repeatable-change.ts": "The hash of a request, compared with the caller's own earlier one.",
};

const SECRET = String.raw`\b[\w.]*(?:[sS]ecret|[tT]oken|[pP]assword|[dD]igest|[mM]ac|[sS]ignature|[pP]roof|[hH]ash|[tT]ag|[nN]once)(?:\(\))?`;
const NOT_A_CONSTANT = String.raw`(?!null\b|undefined\b|true\b|false\b|["'\d])[\w.(]+`;
const openComparison = new RegExp(
  [
    String.raw`${SECRET}\s[!=]==?\s${NOT_A_CONSTANT}`,
    String.raw`[\w.)\]]\s[!=]==?\s${SECRET}(?![\w.(])`,
    String.raw`\.equals\(`,
    String.raw`\bBuffer\.compare\(`,
  ].join("|"),
  "g",
);
const openComparisons = (text: string) => [...text.matchAll(openComparison)].map(([match]) => match);

test("secrets, tokens and codes are compared in constant time, or looked up by their hash", () => {
  for (const text of [
    "given === token",
    "row.secretHash !== hash",
    "headers.get(X) !== proof()",
    "mac.equals(other)",
  ]) {
    expect(openComparisons(text), text).toHaveLength(1);
  }
  expect(openComparisons("token === null || secret.length === other.length")).toEqual([]);
  const found = product
    .filter(({ path }) => path.startsWith("lib/"))
    .filter(({ path }) => !Object.keys(COMPARED_OPENLY).some((place) => path.startsWith(place)))
    .flatMap(({ path, text }) => openComparisons(text).map((match) => `${path}: ${match}`));
  expect(found, "use timingSafeEqual of node:crypto, or say in COMPARED_OPENLY why not").toEqual([]);
});

test("the commands reach no database client before it is generated: a command that needs one belongs into lib/cli/operator.ts", () => {
  const byPath = new Map(product.map((source) => [source.path.replace(/\.tsx?$/, ""), source]));
  const reached = new Set<string>();
  const waiting = ["lib/cli/main"];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const target of byPath.get(path)?.imports ?? []) if (!target.type) waiting.push(target.path);
  }
  expect(reached).toContain("lib/cli/start");
  expect([...reached].filter((path) => path.startsWith("prisma/generated") || path === "lib/platform/db")).toEqual([]);
});
