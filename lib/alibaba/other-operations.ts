import { isUtf8 } from "node:buffer";
import { DATA_KEY_BYTES_MAX } from "@/lib/contract/kms-limits";
import { CURRENT_STAGE } from "@/lib/contract/secret-limits";
import type { SecretValueMessage } from "@/lib/contract/secrets";
import { random } from "@/lib/kms/random";
import { getSecretValue as getSecretValueVerb } from "@/lib/secrets/get-secret-value";
import { invalidParameter } from "./instance-error";
import {
  GenerateRandomRequestSchema,
  GenerateRandomResponseSchema,
  GetSecretValueRequestSchema,
  GetSecretValueResponseSchema,
} from "./instance-messages";
import { operation, requiredText } from "./operation";

/** Random bytes, 1 to 1,024. */
export const generateRandom = operation({
  request: GenerateRandomRequestSchema,
  response: GenerateRandomResponseSchema,
  async run({ request, region, with: call }) {
    if (request.length < 1 || request.length > DATA_KEY_BYTES_MAX) {
      throw invalidParameter(`Length must be 1 to ${DATA_KEY_BYTES_MAX}.`);
    }
    const given = await random(call({ bytes: request.length }), { region });
    return { used: null, response: { random: Buffer.from(given.random, "base64") } };
  },
});

const CURRENT_VERSION_STAGE = "ACSCurrent";
/** The stages that the protocol's own clients know end in a capital; ours are lower-case. */
const OWN_STAGE_PREFIX = /^ACS/;

/** The value of a secret's current version, or of the version or stage that is asked for. */
export const getSecretValue = operation({
  request: GetSecretValueRequestSchema,
  response: GetSecretValueResponseSchema,
  async run({ request, region, with: call }) {
    const name = requiredText(request.secretName, "SecretName");
    const path = name.startsWith("/") ? name : `/${name}`;
    const value = await getSecretValueVerb(call(versionAsked(request)), { region, path });
    const { data, type } = secretData(value);
    const stage = request.versionStage || (request.versionId === "" ? CURRENT_VERSION_STAGE : "");
    return {
      used: null,
      response: {
        secretName: name,
        secretType: "Generic",
        secretData: data,
        secretDataType: type,
        versionStages: stage === "" ? [] : [stage],
        versionId: String(value.version),
        createTime: value.createdAt ?? "",
        automaticRotation: "Disabled",
      },
    };
  },
});

interface AskedVersion {
  readonly versionStage: string;
  readonly versionId: string;
}

/** Which version is read; a stage and a version at once must not contradict each other, so they are refused. */
function versionAsked({ versionStage, versionId }: AskedVersion) {
  const stage = versionStage === CURRENT_VERSION_STAGE ? "" : versionStage.replace(OWN_STAGE_PREFIX, "").toLowerCase();
  if (versionId === "") return stage === "" || stage === CURRENT_STAGE ? {} : { stage };
  if (!/^[1-9]\d{0,8}$/.test(versionId)) throw invalidParameter("VersionId must be a whole number from 1.");
  if (stage !== "") throw invalidParameter("VersionId and VersionStage must not both be given.");
  return { version: versionId };
}

/** Text where the value is text, base64 of binary data otherwise; several values are a JSON object. */
function secretData({ secretString, secretKeyValues }: SecretValueMessage) {
  if (secretKeyValues !== undefined) {
    const values = Object.entries(secretKeyValues).map(([name, value]) => [name, textOf(value).data] as const);
    return { data: JSON.stringify(Object.fromEntries(values)), type: "text" };
  }
  return textOf(secretString ?? "");
}

function textOf(base64: string): { readonly data: string; readonly type: "text" | "binary" } {
  const bytes = Buffer.from(base64, "base64");
  return isUtf8(bytes) ? { data: bytes.toString(), type: "text" } : { data: base64, type: "binary" };
}
