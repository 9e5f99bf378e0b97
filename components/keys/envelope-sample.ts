import type { Scope } from "../layout/scope";

/** Envelope encryption in Node 18+ without dependencies, for copying: the data key never leaves the application in the clear. */
export function envelopeSample(endpoint: string, { organisation, project }: Scope): string {
  const projectHeader = project === null ? "" : `\n      "X-Project-Identity": "${project}",`;
  return `import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

async function kms(verb, body) {
  const response = await fetch("${endpoint}/" + verb, {
    method: "POST",
    headers: {
      Authorization: \`Bearer \${process.env.TOKEN}\`,
      "X-Organisation-Identity": "${organisation}",${projectHeader}
      "Content-Type": "application/json",
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
}

export async function seal(data) {
  const dataKey = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", dataKey, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(data), cipher.final(), cipher.getAuthTag()]);
  const { ciphertext } = await kms("encrypt", { plaintext: dataKey.toString("base64") });
  dataKey.fill(0);
  return { sealed, wrappedKey: ciphertext };
}

export async function open({ sealed, wrappedKey }) {
  const { plaintext } = await kms("decrypt", { ciphertext: wrappedKey });
  const dataKey = Buffer.from(plaintext, "base64");
  const decipher = createDecipheriv("aes-256-gcm", dataKey, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}`;
}
