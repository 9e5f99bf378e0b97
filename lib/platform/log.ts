import pino from "pino";
import { config } from "./config";
import { shared } from "./shared";

/** Names of fields that never reach a log line, at the top of a line and up to two levels below. */
const secretFields = [
  "authorization",
  "cookie",
  "set-cookie",
  "password",
  "token",
  "secret",
  "plaintext",
  "ciphertext",
  "context",
  "associatedData",
];

const redactedPaths = secretFields.flatMap((field) => {
  const step = `["${field}"]`;
  return [step, `*${step}`, `*.*${step}`];
});

function configuredLevel(): string {
  try {
    return config().logLevel;
  } catch {
    // The start itself refuses a bad configuration with a better sentence than an import could.
    return "info";
  }
}

/**
 * JSON lines on standard output, one per event, written at once. Fields that could hold key material, credentials or
 * customer data are redacted by name. Level: LOG_LEVEL.
 */
export const log: pino.Logger = shared("log", () =>
  pino({
    level: configuredLevel(),
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    base: { pid: process.pid },
    redact: { paths: redactedPaths, censor: "[redacted]" },
    serializers: { error: pino.stdSerializers.err },
  }),
);
