import { readFileSync } from "node:fs";
import { z } from "zod";
import { config } from "@/lib/platform/config";
import { shared } from "@/lib/platform/shared";
import { StartError } from "@/lib/platform/start-error";

const EXAMPLE = `{ "currency": "EUR", "kms-keys": 0.0014, "kms-api-calls": 0.000003 }`;

const priceSheet = z.strictObject({
  currency: z.string().regex(/^[A-Z]{3}$/, "must be three capital letters"),
  /** For one version for one hour. */
  "kms-keys": z.number().min(0),
  /** For one call. */
  "kms-api-calls": z.number().min(0),
});

/** What the installation asks for use. */
export type PriceSheet = z.output<typeof priceSheet>;

const held = () => shared("metering-prices", () => new Map<string, PriceSheet>());

/** The price sheet that PELAGOS_PRICES_FILE names, read once; null where it names none. Throws StartError where it cannot be used. */
export function prices(): PriceSheet | null {
  const { pricesFile } = config();
  if (pricesFile === undefined) return null;
  const known = held().get(pricesFile);
  if (known !== undefined) return known;
  const read = readSheet(pricesFile);
  held().set(pricesFile, read);
  return read;
}

function readSheet(file: string): PriceSheet {
  try {
    return priceSheet.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new StartError(`PELAGOS_PRICES_FILE (${file}) is not a price sheet; for example ${EXAMPLE}`, { cause });
  }
}

/** What some use costs, rounded to 6 decimals; undefined without a price sheet. */
export function costOf(use: { readonly kmsKeys: number; readonly kmsApiCalls: number }): number | undefined {
  const sheet = prices();
  if (sheet === null) return undefined;
  const cost = use.kmsKeys * sheet["kms-keys"] + use.kmsApiCalls * sheet["kms-api-calls"];
  return Math.round(cost * 1_000_000) / 1_000_000;
}
