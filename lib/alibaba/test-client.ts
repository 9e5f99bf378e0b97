import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { request } from "node:http";
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import forge from "node-forge";
import { z } from "zod";
import * as messages from "./instance-messages";

/** What an operation is sent and answered with, by its name. */
const SCHEMAS = {
  AdvanceEncrypt: [messages.AdvanceEncryptRequestSchema, messages.AdvanceEncryptResponseSchema],
  AdvanceDecrypt: [messages.AdvanceDecryptRequestSchema, messages.AdvanceDecryptResponseSchema],
  Encrypt: [messages.EncryptRequestSchema, messages.EncryptResponseSchema],
  Decrypt: [messages.DecryptRequestSchema, messages.DecryptResponseSchema],
  AdvanceGenerateDataKey: [messages.AdvanceGenerateDataKeyRequestSchema, messages.AdvanceGenerateDataKeyResponseSchema],
  GenerateDataKey: [messages.GenerateDataKeyRequestSchema, messages.GenerateDataKeyResponseSchema],
  AdvanceGenerateDataKeyPair: [
    messages.AdvanceGenerateDataKeyPairRequestSchema,
    messages.AdvanceGenerateDataKeyPairResponseSchema,
  ],
  AdvanceGenerateDataKeyPairWithoutPlaintext: [
    messages.AdvanceGenerateDataKeyPairWithoutPlaintextRequestSchema,
    messages.AdvanceGenerateDataKeyPairWithoutPlaintextResponseSchema,
  ],
  GenerateDataKeyPair: [messages.GenerateDataKeyPairRequestSchema, messages.GenerateDataKeyPairResponseSchema],
  GenerateDataKeyPairWithoutPlaintext: [
    messages.GenerateDataKeyPairWithoutPlaintextRequestSchema,
    messages.GenerateDataKeyPairWithoutPlaintextResponseSchema,
  ],
  GenerateRandom: [messages.GenerateRandomRequestSchema, messages.GenerateRandomResponseSchema],
  Sign: [messages.SignRequestSchema, messages.SignResponseSchema],
  Verify: [messages.VerifyRequestSchema, messages.VerifyResponseSchema],
  Hmac: [messages.HmacRequestSchema, messages.HmacResponseSchema],
  GetPublicKey: [messages.GetPublicKeyRequestSchema, messages.GetPublicKeyResponseSchema],
  GetSecretValue: [messages.GetSecretValueRequestSchema, messages.GetSecretValueResponseSchema],
} as const satisfies Record<string, readonly [DescMessage, DescMessage]>;

/** Name of an operation. */
export type OperationName = keyof typeof SCHEMAS;
type RequestOf<Name extends OperationName> = MessageInitShape<(typeof SCHEMAS)[Name][0]>;
type ResponseOf<Name extends OperationName> = MessageShape<(typeof SCHEMAS)[Name][1]>;

/** The names of all operations. */
export const OPERATION_NAMES = Object.keys(SCHEMAS) as OperationName[];

/** The file of a client key, opened with its password. */
export interface OpenedClientKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** Opens the file of a client key as the SDKs do: certificate first, then the key. */
export function openClientKey(content: string, password: string): OpenedClientKey {
  const file = z.strictObject({ KeyId: z.string(), PrivateKeyData: z.string() }).parse(JSON.parse(content));
  const der = Buffer.from(file.PrivateKeyData, "base64").toString("latin1");
  const store = forge.pkcs12.pkcs12FromAsn1(forge.asn1.fromDer(der), password);
  const [certificate, key] = store.safeContents.flatMap(({ safeBags }) => safeBags);
  if (certificate?.cert === undefined || key?.key == null) throw new Error("the store is not a certificate and a key");
  return { keyId: file.KeyId, privateKey: createPrivateKey(forge.pki.privateKeyToPem(key.key)) };
}

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** What a test changes about a call. */
export interface Changes {
  /** Headers in place of those that are sent; undefined leaves one out. Signed as they are changed, unless `afterSigning`. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly afterSigning?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
  readonly path?: string;
}

/** A client of the instance protocol, written for tests. */
export class TestInstanceClient {
  readonly #url: string;
  readonly #key: OpenedClientKey;

  constructor(url: string, key: OpenedClientKey) {
    this.#url = url;
    this.#key = key;
  }

  /** Calls an operation; throws where it is refused, with status and code in the message. */
  async call<Name extends OperationName>(
    name: Name,
    fields: RequestOf<Name>,
    changes: Changes = {},
  ): Promise<ResponseOf<Name> & { readonly versionHeader: string | undefined }> {
    const answer = await this.raw(name, this.encode(name, fields), changes);
    if (answer.status !== 200) throw new Error(refusalOf(answer));
    const [, schema] = SCHEMAS[name];
    const header = answer.headers["x-kms-migrationkeyversionid"];
    const message = fromBinary(schema, answer.body) as ResponseOf<Name>;
    return Object.assign(message, { versionHeader: header?.toString() });
  }

  /** `404 Forbidden.KeyNotFound`; `200` where it is not refused. */
  async refusal<Name extends OperationName>(
    name: Name,
    fields: RequestOf<Name>,
    changes: Changes = {},
  ): Promise<string> {
    const answer = await this.raw(name, this.encode(name, fields), changes);
    return answer.status === 200 ? "200" : (refusalOf(answer).split(":")[0] ?? "");
  }

  /** The bytes of a request message. */
  encode<Name extends OperationName>(name: Name, fields: RequestOf<Name>): Uint8Array {
    const [schema] = SCHEMAS[name];
    return toBinary(schema, create(schema as DescMessage, fields as MessageInitShape<DescMessage>) as never);
  }

  /** Sends bytes as the call of an operation, signed. */
  raw(name: string, body: Uint8Array, changes: Changes = {}): Promise<RawAnswer> {
    const headers = this.signed(name, body, changes);
    return send(this.#url, { method: changes.method ?? "POST", path: changes.path ?? "/", headers, body });
  }

  /** The headers of a call, with its signature. */
  signed(name: string, body: Uint8Array, { headers = {}, afterSigning = {} }: Changes = {}): Record<string, string> {
    const plain = without({
      accept: "application/x-protobuf",
      "content-type": "application/x-protobuf",
      date: new Date().toUTCString(),
      "content-sha256": createHash("sha256").update(body).digest("hex").toUpperCase(),
      "x-kms-apiversion": "dkms-gcs-0.2",
      "x-kms-apiname": name,
      "x-kms-signaturemethod": "RSA_PKCS1_SHA_256",
      "x-kms-acccesskeyid": this.#key.keyId,
      "user-agent": "AlibabaCloud (Linux; x86_64) Test/1 kms-gcs-test-sdk-version/1.0.0",
      ...headers,
    });
    const own = Object.keys(plain)
      .filter((header) => header.startsWith("x-kms-"))
      .sort()
      .map((header) => `${header}:${plain[header]?.trim()}\n`);
    const lines = ["POST", plain["content-sha256"] ?? "", plain["content-type"] ?? "", plain.date ?? ""];
    const signature = sign("sha256", Buffer.from(`${lines.join("\n")}\n${own.join("")}/`), this.#key.privateKey);
    return without({ ...plain, authorization: `Bearer ${signature.toString("base64")}`, ...afterSigning });
  }
}

function without(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Sends a request as it is, without the manners of a fetch. */
export function send(
  url: string,
  given: { method: string; path: string; headers: Record<string, string>; body: Uint8Array },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { method, path, headers, body } = given;
    const { hostname, port } = new URL(url);
    const sent = request({ hostname, port, method, path, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject);
    sent.setTimeout(20_000, () => sent.destroy(new Error("no answer in 20 seconds")));
    sent.end(body);
  });
}

/** Status, code and text of a refusal. Throws where the body is not the protocol's own. */
export function refusalOf({ status, headers, body }: RawAnswer): string {
  if (status === 413) return body.length === 0 ? "413" : "413 with a body";
  if (headers["content-type"] !== "application/x-protobuf") throw new Error(`${status} ${headers["content-type"]}`);
  const error = fromBinary(messages.ErrorSchema, body);
  if (error.statusCode !== status || error.requestId === "") throw new Error(`${status} is not that of its body`);
  return `${status} ${error.errorCode}: ${error.errorMessage}`;
}
