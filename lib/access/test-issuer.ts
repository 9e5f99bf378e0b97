import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, type JWTPayload, SignJWT } from "jose";

/** What is answered in place of a document. */
export type Answering = (response: ServerResponse) => void;

/** An issuer of tokens as CI systems and clusters are: discovery, a key set that can be replaced, signed tokens. For tests. */
export interface TestIssuer {
  readonly issuer: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** The public keys of now. */
  jwks(): Promise<{ keys: Record<string, unknown>[] }>;
  /** Signs under the newest key; claims and header replace the usual ones. Five minutes from now, unless they say otherwise. */
  sign(claims: JWTPayload, header?: Readonly<Record<string, string>>): Promise<string>;
  /** Replaces the key: the old one is no longer published. */
  rotate(): void;
  /** Answers a path differently from now on; null = as usual again. */
  answer(path: string, answering: Answering | null): void;
  close(): Promise<void>;
}

export const DISCOVERY_PATH = "/.well-known/openid-configuration";
export const KEYS_PATH = "/keys";

interface Pair {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Starts an issuer on a free loopback port, which PELAGOS_OUTBOUND_ALLOW must name. Call `close` afterwards. */
export async function startTestIssuer(): Promise<TestIssuer> {
  let pair = newPair();
  const asked: string[] = [];
  const answers = new Map<string, Answering>();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push(path);
    const special = answers.get(path);
    if (special !== undefined) return special(response);
    documentAt(path).then((document) => {
      response.writeHead(document === null ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(document));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${portOf(server.address())}`;
  const jwks = async () => ({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: pair.kid, use: "sig" }] });
  const documentAt = async (path: string): Promise<unknown> => {
    if (path === DISCOVERY_PATH) return { issuer, jwks_uri: `${issuer}${KEYS_PATH}` };
    return path === KEYS_PATH ? jwks() : null;
  };
  return {
    issuer,
    asked,
    jwks,
    sign(claims, header = {}) {
      const iat = Math.floor(Date.now() / 1_000);
      return new SignJWT({ iss: issuer, iat, exp: iat + 300, ...claims })
        .setProtectedHeader({ alg: "ES256", kid: pair.kid, ...header })
        .sign(pair.privateKey);
    },
    rotate() {
      pair = newPair();
    },
    answer(path, answering) {
      if (answering === null) answers.delete(path);
      else answers.set(path, answering);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function newPair(): Pair {
  return { kid: randomUUID(), ...generateKeyPairSync("ec", { namedCurve: "P-256" }) };
}

const portOf = (address: string | AddressInfo | null) => (typeof address === "object" ? (address?.port ?? 0) : 0);
