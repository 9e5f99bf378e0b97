/** The operations of the KMS instance protocol, by the names that calls give them. */
export const INSTANCE_OPERATIONS = [
  "AdvanceEncrypt",
  "AdvanceDecrypt",
  "Encrypt",
  "Decrypt",
  "AdvanceGenerateDataKey",
  "GenerateDataKey",
  "AdvanceGenerateDataKeyPair",
  "AdvanceGenerateDataKeyPairWithoutPlaintext",
  "GenerateDataKeyPair",
  "GenerateDataKeyPairWithoutPlaintext",
  "GenerateRandom",
  "Sign",
  "Verify",
  "Hmac",
  "GetPublicKey",
  "GetSecretValue",
] as const;

/** Name of an operation. */
export type InstanceOperation = (typeof INSTANCE_OPERATIONS)[number];
