import { createPrivateKey, createPublicKey, generateKeyPairSync, webcrypto } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, type JWK } from "jose";
import { REVEAL_SECRET } from "@/lib/crypto/secret-bytes";
import { type ServiceTokenClaims, type TokenKey, verifyServiceToken } from "@/lib/iam/service-token";
import { config } from "@/lib/platform/config";
import { shared } from "@/lib/platform/shared";
import { homeSecret } from "@/lib/regions/home-secrets";

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;

const held = () =>
  shared<{ key: Promise<TokenKey> | null; verifications: number }>("access.token-key", () => ({
    key: null,
    verifications: 0,
  }));

/** The installation's key for tokens: made once, sealed in the home database, the same on every node. */
export function tokenKey(): Promise<TokenKey> {
  const state = held();
  state.key ??= openKey().catch((error: unknown) => {
    state.key = null;
    throw error;
  });
  return state.key;
}

/** Lets go of the key; the next use opens it again. */
export function forgetTokenKey(): void {
  held().key = null;
}

/** The key set that others verify our tokens with (RFC 7517). */
export async function tokenKeySet(): Promise<{ keys: JWK[] }> {
  const { publicKey, kid } = await tokenKey();
  return { keys: [{ ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" }] };
}

/** Checks a token of this installation. Error: unauthenticated. */
export async function verifyOwnToken(token: string): Promise<ServiceTokenClaims> {
  const key = await tokenKey();
  held().verifications += 1;
  return verifyServiceToken(key, config().publicUrl, token);
}

/** How many signatures this process has checked. */
export function verificationsMade(): number {
  return held().verifications;
}

async function openKey(): Promise<TokenKey> {
  const stored = (await homeSecret("access.token-key", createKey)).reveal(REVEAL_SECRET);
  const secret = createPrivateKey({ key: stored, format: "der", type: "pkcs8" });
  const spki = createPublicKey(secret).export({ format: "der", type: "spki" });
  const { subtle } = webcrypto;
  const privateKey = await subtle.importKey("pkcs8", stored, CURVE, false, ["sign"]);
  const publicKey = await subtle.importKey("spki", spki, CURVE, true, ["verify"]);
  return { privateKey, publicKey, kid: await calculateJwkThumbprint(await exportJWK(publicKey)) };
}

function createKey(): Buffer {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "der", type: "pkcs8" });
}
