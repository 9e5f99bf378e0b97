import { createCipheriv, randomBytes } from "node:crypto";
import { createServer } from "node:http";

/**
 * What the figures are compared with: `node:http` and `node:crypto` and nothing else. JSON in, AES-256-GCM, JSON out; no
 * credential, no rights, no record, no database. Prints its port.
 */
const key = randomBytes(32);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { plaintext } = JSON.parse(Buffer.concat(chunks).toString());
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    const sealed = Buffer.concat([
      nonce,
      cipher.update(Buffer.from(plaintext, "base64")),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    const body = JSON.stringify({ ciphertext: `thalassa:v1:${sealed.toString("base64")}`, keyVersion: 1 });
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
    response.end(body);
  });
});

server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.stdout.write(`${address.port}\n`);
});
