import { readFileSync } from "node:fs";
import { listClientKeys } from "@/lib/access/client-keys";
import type { ClientKeyMessage } from "@/lib/contract/client-keys";
import type { Call } from "@/lib/door/call";
import { config } from "@/lib/platform/config";
import { allRegions } from "@/lib/regions/registry";
import { readKeyPage } from "./key-page";

/** The client keys of a scope, and the regions for which they can be made. */
export interface ClientKeyPage {
  readonly clientKeys: ClientKeyMessage[];
  /** Slugs. */
  readonly regions: readonly string[];
}

/** What the page of client keys shows. Errors: permission_denied. */
export async function readClientKeyPage(call: Call): Promise<ClientKeyPage> {
  return { clientKeys: await listClientKeys(call), regions: allRegions().map(({ slug }) => slug) };
}

/** What a program needs to call the KMS instance protocol of this installation. */
export interface InstanceConnection {
  /** Host and port. */
  readonly endpoint: string;
  readonly protocol: "http" | "https";
  /** Certificate of the private authority that signed the server's, in PEM; null where there is none. */
  readonly authority: string | null;
  /** Slug of a key to try it with: an AES key of the scope, else a name that stands for one. */
  readonly exampleKey: string;
}

const EXAMPLE = "alias/your-key";

/** How programs reach this installation, with a key of the scope as the example. Errors: those of listing keys. */
export async function readInstanceConnection(call: Call): Promise<InstanceConnection> {
  const { publicUrl, tls } = config();
  const { protocol, hostname, port } = new URL(publicUrl);
  const { keys } = await readKeyPage(call, { keyType: "aes256-gcm96,aes128-gcm96", status: "active", limit: "1" });
  const isHttps = protocol === "https:";
  return {
    endpoint: `${hostname}:${port || (isHttps ? "443" : "80")}`,
    protocol: isHttps ? "https" : "http",
    authority: tls?.authorityFile === undefined ? null : readFileSync(tls.authorityFile, "utf8"),
    exampleKey: keys[0]?.slug ?? EXAMPLE,
  };
}
