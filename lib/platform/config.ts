import { isIP } from "node:net";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { findLocalTls } from "./local-tls";
import { shared } from "./shared";
import { StartError } from "./start-error";

type Environment = Readonly<Record<string, string | undefined>>;

const portSchema = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().int().min(1).max(65_535));
const switchSchema = z.enum(["on", "off"]).transform((value) => value === "on");

/** `10.0.0.0/8`, `::1`: an address, or a network with a prefix length that fits its family. */
function isNetwork(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url !== null && /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search + url.hash === "";
}

/** An IP address and a port, of IPv6 in brackets: `192.0.2.1:53`, `[::1]:5353`. */
export interface SocketAddress {
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** The address and port that a text names, with a port of its own where the text names none; null where it names none. */
export function socketAddress(text: string, portDefault?: number): SocketAddress | null {
  if (isIP(text) === 6) return portDefault === undefined ? null : { host: text, port: portDefault };
  const [, six, four, digits] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? (portDefault ?? 0) : Number(digits);
  const host = six ?? four ?? "";
  if (isIP(host) !== (six === undefined ? 4 : 6) || port < 1 || port > 65_535) return null;
  return { host, port };
}

const socketAddressSchema = (portDefault?: number) =>
  z.string().transform((text, context) => {
    const address = socketAddress(text, portDefault);
    if (address !== null) return address;
    context.addIssue("not an address");
    return z.NEVER;
  });

const isDatabaseUrl = (text: string) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const isNetworkOrHost = (text: string) => isNetwork(text) || (HOST_NAME.test(text) && !/^[\d.]+$/.test(text));

const hostsOf = (text: string) => text.split(",").map((name) => name.trim().toLowerCase().replace(/\.$/, ""));
const isHostList = (text: string) => hostsOf(text).every((name) => HOST_NAME.test(name) && name.includes("."));

const rateSchema = z
  .string()
  .regex(/^\d{1,7}$/)
  .transform(Number)
  .pipe(z.number().int().min(1).max(1_000_000));

/**
 * Encryptions after which a version of a symmetric key refuses more: 2^32 (NIST SP 800-38D, 8.3), less 2^26 for what is
 * encrypted before the counts, a minute or so behind, tell. At 16,000 a second that is more than an hour.
 */
export const ENCRYPTIONS_PER_VERSION_MAX = 2 ** 32 - 2 ** 26;

const environmentSchema = z.object({
  NODE_ENV: z.enum(["production", "development", "test"]).default("production"),
  PORT: portSchema.default(3000),
  HOST: z.string().default("localhost"),
  PELAGOS_DATA_DIR: z.string().default(".pelagos"),
  DATABASE_URL: z.string().refine(isDatabaseUrl).optional(),
  PELAGOS_REGIONS_FILE: z.string().optional(),
  PELAGOS_PRICES_FILE: z.string().optional(),
  PELAGOS_HOME_ROOT_KEY: z
    .string()
    .regex(/^[a-z][a-z0-9+]*:.+/)
    .default("file:root-keys/home.key"),
  PELAGOS_PUBLIC_URL: z.string().refine(isOrigin).optional(),
  WORKERS: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(256))
    .optional(),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TRUSTED_PROXIES: z
    .string()
    .transform((list) => list.split(",").map((item) => item.trim()))
    .pipe(z.array(z.string().refine(isNetwork)))
    .default([]),
  PELAGOS_OUTBOUND_ALLOW: z
    .string()
    .transform((list) => list.split(",").map((item) => item.trim().toLowerCase()))
    .pipe(z.array(z.string().refine(isNetworkOrHost)))
    .default([]),
  PELAGOS_REQUESTS_PER_SECOND_PER_CREDENTIAL: rateSchema.default(20_000),
  PELAGOS_REQUESTS_PER_SECOND_PER_ORGANISATION: rateSchema.default(50_000),
  DNS_LISTEN: socketAddressSchema().optional(),
  DNS_RESOLVER: socketAddressSchema(53).optional(),
  AUDIT_CHECKPOINTS: switchSchema.default(true),
  AUDIT_CHECKPOINT_FILE: z.string().optional(),
  AUDIT_CHECKPOINT_URL: z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text))
    .optional(),
  AUDIT_RETENTION_MONTHS: z
    .string()
    .regex(/^\d{1,4}$/)
    .transform(Number)
    .pipe(z.number().int().min(0).max(1_200))
    .default(0),
  AUDIT_SINK: z
    .string()
    .regex(/^(file:\/|https?:\/\/)/)
    .optional(),
  AUDIT_SINK_FORMAT: z.enum(["jsonl", "cef"]).default("jsonl"),
  AUDIT_SINK_SECRET: z.string().min(16).optional(),
  DISK_RESERVE_MIB: z
    .string()
    .regex(/^\d{1,7}$/)
    .transform(Number)
    .default(512),
  ALLOW_PLAIN_HTTP: switchSchema.default(false),
  METRICS_TOKEN: z.string().min(16).optional(),
  METRICS_PORT: portSchema.optional(),
  JOBS: switchSchema.default(true),
  CRYPTO_THREADS_NICE: z
    .string()
    .regex(/^\d{1,2}$/)
    .transform(Number)
    .pipe(z.number().int().min(0).max(19))
    .default(2),
  CONSOLE: switchSchema.default(true),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  KEYS_MAX: z
    .string()
    .regex(/^\d{1,8}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(10_000_000))
    .default(100_000),
  PELAGOS_ENCRYPTIONS_PER_VERSION_MAX: z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(ENCRYPTIONS_PER_VERSION_MAX))
    .default(ENCRYPTIONS_PER_VERSION_MAX),
  SECRETS_MAX: z
    .string()
    .regex(/^\d{1,8}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(10_000_000))
    .default(100_000),
  ZONES_MAX: z
    .string()
    .regex(/^\d{1,7}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(1_000_000))
    .default(1_000),
  DNS_NAME_SERVERS: z.string().refine(isHostList).transform(hostsOf).default([]),
  BOOTSTRAP_EMAIL: z.email().default("admin@pelagos.localhost"),
  BOOTSTRAP_ORGANISATION: z.string().trim().min(1).max(64).default("Pelagos"),
});

type Variable = keyof typeof environmentSchema.shape;

/** What each variable must be, and one value that works: the words of a refusal. */
const expectations: Record<Variable, { must: string; example: string }> = {
  NODE_ENV: { must: "must be production, development or test", example: "production" },
  PORT: { must: "must be a whole number from 1 to 65535", example: "3000" },
  HOST: { must: "must be localhost, an address or a host name", example: "localhost" },
  PELAGOS_DATA_DIR: { must: "must be the path of a folder", example: ".pelagos" },
  DATABASE_URL: {
    must: "must be a PostgreSQL address",
    example: "postgresql://pelagos:secret@db.example:5432/pelagos",
  },
  PELAGOS_REGIONS_FILE: { must: "must be the path of a JSON file", example: "/etc/pelagos/regions.json" },
  PELAGOS_PRICES_FILE: { must: "must be the path of a JSON file", example: "/etc/pelagos/prices.json" },
  PELAGOS_HOME_ROOT_KEY: { must: "must be a root key address, scheme first", example: "file:root-keys/home.key" },
  PELAGOS_PUBLIC_URL: { must: "must be an http or https address without a path", example: "https://kms.example.org" },
  WORKERS: { must: "must be a whole number from 1 to 256", example: "2" },
  TLS_CERT_FILE: { must: "must be the path of a PEM certificate", example: "/etc/pelagos/tls.crt" },
  TLS_KEY_FILE: { must: "must be the path of a PEM private key", example: "/etc/pelagos/tls.key" },
  TRUSTED_PROXIES: { must: "must be addresses or networks separated by commas", example: "10.0.0.0/8,::1" },
  PELAGOS_OUTBOUND_ALLOW: {
    must: "must be host names, addresses or networks separated by commas",
    example: "issuer.internal,10.20.0.0/16",
  },
  PELAGOS_REQUESTS_PER_SECOND_PER_CREDENTIAL: { must: "must be a whole number from 1 to 1000000", example: "20000" },
  PELAGOS_REQUESTS_PER_SECOND_PER_ORGANISATION: { must: "must be a whole number from 1 to 1000000", example: "50000" },
  DNS_LISTEN: { must: "must be an IP address and a port", example: "192.0.2.10:53" },
  DNS_RESOLVER: { must: "must be an IP address, with a port where it is not 53", example: "127.0.0.1:53" },
  AUDIT_CHECKPOINTS: { must: "must be on or off", example: "on" },
  AUDIT_CHECKPOINT_FILE: { must: "must be the path of a file", example: "/var/log/pelagos/checkpoints.jsonl" },
  AUDIT_CHECKPOINT_URL: {
    must: "must be an http or https address",
    example: "https://evidence.example/pelagos",
  },
  AUDIT_RETENTION_MONTHS: { must: "must be a whole number from 0 (for ever) to 1200", example: "36" },
  AUDIT_SINK: {
    must: "must be an https address, or file: and an absolute path",
    example: "file:/var/log/pelagos/audit.jsonl",
  },
  AUDIT_SINK_FORMAT: { must: "must be jsonl or cef", example: "jsonl" },
  AUDIT_SINK_SECRET: { must: "must have at least 16 characters", example: "$(openssl rand -hex 32)" },
  DISK_RESERVE_MIB: { must: "must be a whole number of mebibytes from 0 to 9999999", example: "512" },
  ALLOW_PLAIN_HTTP: { must: "must be on or off", example: "on" },
  METRICS_TOKEN: { must: "must have at least 16 characters", example: "$(openssl rand -hex 16)" },
  METRICS_PORT: { must: "must be a whole number from 1 to 65535", example: "9464" },
  JOBS: { must: "must be on or off", example: "on" },
  CRYPTO_THREADS_NICE: { must: "must be a whole number from 0 to 19", example: "2" },
  CONSOLE: { must: "must be on or off", example: "on" },
  LOG_LEVEL: { must: "must be fatal, error, warn, info, debug, trace or silent", example: "info" },
  KEYS_MAX: { must: "must be a whole number from 1 to 10000000", example: "100000" },
  PELAGOS_ENCRYPTIONS_PER_VERSION_MAX: {
    must: `must be a whole number from 1 to ${ENCRYPTIONS_PER_VERSION_MAX}`,
    example: String(ENCRYPTIONS_PER_VERSION_MAX),
  },
  SECRETS_MAX: { must: "must be a whole number from 1 to 10000000", example: "100000" },
  ZONES_MAX: { must: "must be a whole number from 1 to 1000000", example: "1000" },
  DNS_NAME_SERVERS: {
    must: "must be complete host names separated by commas",
    example: "ns1.example.net,ns2.example.net",
  },
  BOOTSTRAP_EMAIL: { must: "must be an e-mail address", example: "admin@example.org" },
  BOOTSTRAP_ORGANISATION: { must: "must be a name of 1 to 64 characters", example: "Acme" },
};

/** The whole configuration of one process, parsed once. Paths are absolute; addresses have no trailing slash. */
export interface Config {
  nodeEnvironment: "production" | "development" | "test";
  /** 1 to 65535. */
  port: number;
  /** `localhost` stands for both loopback families. */
  host: string;
  /** Absolute. */
  dataDirectory: string;
  /** Absent until the embedded PostgreSQL has started. */
  databaseUrl: string | undefined;
  regionsFile: string | undefined;
  /** What use costs. */
  pricesFile: string | undefined;
  /** URI of a root key provider; `file:` paths are relative to the data directory. */
  homeRootKey: string;
  /** Origin for links, cookies, WebAuthn and server actions. */
  publicUrl: string;
  workers: number;
  /** `authorityFile` is set where the certificate is one of the private authority that `pelagos tls init` made. */
  tls: { certificateFile: string; keyFile: string; authorityFile?: string } | undefined;
  /** Addresses or CIDR networks whose forwarded headers count. */
  trustedProxies: readonly string[];
  /** Host names (lower case), addresses or CIDR networks that we may call although they are private or speak plain HTTP. */
  outboundAllow: readonly string[];
  /** Requests per second of this node for one credential. */
  requestsPerSecondPerCredential: number;
  /** Requests per second of this node for one organisation that has no limit of its own. */
  requestsPerSecondPerOrganisation: number;
  /** Where name servers may take over zones; absent = nowhere. */
  dnsListen: SocketAddress | undefined;
  /** Resolver that is asked for the DS records of zones; absent = those of the machine. */
  dnsResolver: SocketAddress | undefined;
  /** Whether this node writes audit checkpoints. */
  auditCheckpoints: boolean;
  /** File to which each checkpoint is added as a line; absolute. */
  auditCheckpointFile: string | undefined;
  /** Address to which checkpoints are posted. */
  auditCheckpointUrl: string | undefined;
  /** Whole months for which the payloads of audit records are kept; 0 = for ever. */
  auditRetentionMonths: number;
  /** Where every organisation's audit records are sent: an https address, or `file:` and a path. */
  auditSink: string | undefined;
  auditSinkFormat: "jsonl" | "cef";
  /** Signs deliveries to an https address. */
  auditSinkSecret: string | undefined;
  /** Bytes of the embedded database's disk that changes and encryption leave free. */
  diskReserveBytes: number;
  metricsToken: string | undefined;
  metricsPort: number | undefined;
  jobs: boolean;
  /** Niceness of the threads for heavy cryptography on Linux, 0 to 19: how far everything else goes first. */
  cryptoThreadsNice: number;
  console: boolean;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  /** Keys that an organisation may have in one database, where its own limit does not say. */
  keysMax: number;
  /** Encryptions after which a version of a symmetric key refuses more. */
  encryptionsPerVersionMax: number;
  /** The same for secrets. */
  secretsMax: number;
  /** The same for DNS zones. */
  zonesMax: number;
  /** Complete names, without the dot at their end, of the name servers that new zones begin with. */
  dnsNameServers: readonly string[];
  bootstrapEmail: string;
  bootstrapOrganisation: string;
}

const secretVariables: readonly string[] = [
  "DATABASE_URL",
  "AUDIT_SINK_SECRET",
  "AUDIT_CHECKPOINT_URL",
  "METRICS_TOKEN",
  "PELAGOS_HOME_ROOT_KEY",
];

function isVariable(name: unknown): name is Variable {
  return typeof name === "string" && name in expectations;
}

function refusal(name: unknown, environment: Environment): StartError {
  if (!isVariable(name)) return new StartError("The environment cannot be read.");
  const { must, example } = expectations[name];
  const shown = secretVariables.includes(name) ? "" : ` (it is ${JSON.stringify(environment[name])})`;
  return new StartError(`${name} ${must}${shown}; for example ${name}=${example}`);
}

/** True where a listener on this host is reachable from this machine only. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function tlsFiles(
  certificateFile: string | undefined,
  keyFile: string | undefined,
  local: Config["tls"],
): Config["tls"] {
  if (certificateFile && keyFile) return { certificateFile: resolve(certificateFile), keyFile: resolve(keyFile) };
  if (!certificateFile && !keyFile) return local;
  const missing = certificateFile ? "TLS_KEY_FILE" : "TLS_CERT_FILE";
  throw new StartError(
    `${missing} is missing: HTTPS needs both files; for example ${missing}=${expectations[missing].example}`,
  );
}

function refusePlainHttpBeyondLoopback(host: string, allowed: boolean, tls: Config["tls"]): void {
  if (tls || allowed || isLoopbackHost(host)) return;
  throw new StartError(
    `HOST=${host} would serve plain HTTP beyond this machine: set TLS_CERT_FILE and TLS_KEY_FILE, or ALLOW_PLAIN_HTTP=on behind a proxy that ends TLS; for example ALLOW_PLAIN_HTTP=on`,
  );
}

/**
 * Parses the environment into the configuration; an empty variable counts as absent. Throws a StartError that names the
 * variable, the problem and an example. `localTls` gives the certificate that `pelagos tls init` made, if it did.
 */
export function loadConfig(
  environment: Environment,
  localTls: (dataDirectory: string) => Config["tls"] = () => undefined,
): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) throw refusal(parsed.error.issues[0]?.path[0], environment);
  const values = parsed.data;
  const dataDirectory = resolve(values.PELAGOS_DATA_DIR);
  const tls = tlsFiles(values.TLS_CERT_FILE, values.TLS_KEY_FILE, localTls(dataDirectory));
  refusePlainHttpBeyondLoopback(values.HOST, values.ALLOW_PLAIN_HTTP, tls);
  return {
    nodeEnvironment: values.NODE_ENV,
    port: values.PORT,
    host: values.HOST,
    dataDirectory,
    databaseUrl: values.DATABASE_URL,
    regionsFile: values.PELAGOS_REGIONS_FILE && resolve(values.PELAGOS_REGIONS_FILE),
    pricesFile: values.PELAGOS_PRICES_FILE && resolve(values.PELAGOS_PRICES_FILE),
    homeRootKey: values.PELAGOS_HOME_ROOT_KEY,
    publicUrl: new URL(values.PELAGOS_PUBLIC_URL ?? `${tls ? "https" : "http"}://localhost:${values.PORT}`).origin,
    workers: values.WORKERS ?? availableParallelism(),
    tls,
    trustedProxies: values.TRUSTED_PROXIES,
    outboundAllow: values.PELAGOS_OUTBOUND_ALLOW,
    requestsPerSecondPerCredential: values.PELAGOS_REQUESTS_PER_SECOND_PER_CREDENTIAL,
    requestsPerSecondPerOrganisation: values.PELAGOS_REQUESTS_PER_SECOND_PER_ORGANISATION,
    dnsListen: values.DNS_LISTEN,
    dnsResolver: values.DNS_RESOLVER,
    auditCheckpoints: values.AUDIT_CHECKPOINTS,
    auditCheckpointFile: values.AUDIT_CHECKPOINT_FILE && resolve(values.AUDIT_CHECKPOINT_FILE),
    auditCheckpointUrl: values.AUDIT_CHECKPOINT_URL,
    auditRetentionMonths: values.AUDIT_RETENTION_MONTHS,
    auditSink: values.AUDIT_SINK,
    auditSinkFormat: values.AUDIT_SINK_FORMAT,
    auditSinkSecret: values.AUDIT_SINK_SECRET,
    diskReserveBytes: values.DISK_RESERVE_MIB * 1_048_576,
    metricsToken: values.METRICS_TOKEN,
    metricsPort: values.METRICS_PORT,
    jobs: values.JOBS,
    cryptoThreadsNice: values.CRYPTO_THREADS_NICE,
    console: values.CONSOLE,
    logLevel: values.LOG_LEVEL,
    keysMax: values.KEYS_MAX,
    encryptionsPerVersionMax: values.PELAGOS_ENCRYPTIONS_PER_VERSION_MAX,
    secretsMax: values.SECRETS_MAX,
    zonesMax: values.ZONES_MAX,
    dnsNameServers: values.DNS_NAME_SERVERS,
    bootstrapEmail: values.BOOTSTRAP_EMAIL,
    bootstrapOrganisation: values.BOOTSTRAP_ORGANISATION,
  };
}

const held = () => shared<{ current: Config | null }>("config", () => ({ current: null }));

/** The configuration of this process, parsed from its environment at the first call. Throws StartError. */
export function config(): Config {
  const holder = held();
  holder.current ??= loadConfig(process.env, findLocalTls);
  return holder.current;
}

/** Puts a configuration in place for this process: the server once its embedded database has an address, and tests. */
export function setConfig(next: Config): void {
  held().current = next;
}

/** The value of one environment variable, for root keys given as `env:NAME`; undefined where unset or empty. */
export function readEnvironment(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** This process's environment with some variables replaced, for a child process. */
export function childEnvironment(replaced: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...replaced };
}

/** Gives a variable to a library that reads the environment by itself and cannot be told otherwise. */
export function provideEnvironment(name: string, value: string): void {
  process.env[name] = value;
}
