import type { InstanceOperation } from "@/lib/contract/instance-operations";
import { advanceDecrypt, advanceEncrypt, decrypt, encrypt } from "./cipher-operations";
import {
  advanceGenerateDataKey,
  advanceGenerateDataKeyPair,
  advanceGenerateDataKeyPairWithoutPlaintext,
  generateDataKey,
  generateDataKeyPair,
  generateDataKeyPairWithoutPlaintext,
} from "./data-key-operations";
import type { Operation } from "./operation";
import { generateRandom, getSecretValue } from "./other-operations";
import { getPublicKey, hmac, signMessage, verifySignature } from "./signature-operations";

const BY_NAME: Readonly<Record<InstanceOperation, Operation>> = {
  AdvanceEncrypt: advanceEncrypt,
  AdvanceDecrypt: advanceDecrypt,
  Encrypt: encrypt,
  Decrypt: decrypt,
  AdvanceGenerateDataKey: advanceGenerateDataKey,
  GenerateDataKey: generateDataKey,
  AdvanceGenerateDataKeyPair: advanceGenerateDataKeyPair,
  AdvanceGenerateDataKeyPairWithoutPlaintext: advanceGenerateDataKeyPairWithoutPlaintext,
  GenerateDataKeyPair: generateDataKeyPair,
  GenerateDataKeyPairWithoutPlaintext: generateDataKeyPairWithoutPlaintext,
  GenerateRandom: generateRandom,
  Sign: signMessage,
  Verify: verifySignature,
  Hmac: hmac,
  GetPublicKey: getPublicKey,
  GetSecretValue: getSecretValue,
};

/** Every operation, by the name that calls give it. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(Object.entries(BY_NAME));
