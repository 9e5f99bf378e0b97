import { decryptRequest } from "@/lib/contract/kms";
import { encodeBase64 } from "@/lib/format/base64";
import { parseCiphertext } from "@/lib/format/ciphertext";
import { bindingInputs } from "./encrypt";
import { keyOperation } from "./key-operation";
import { decryptWith } from "./use-material";

/**
 * Decrypts what encrypt returned, with the version that the ciphertext names.
 * Errors: invalid_ciphertext (its form), key_version_not_found, key_version_not_usable, decryption_failed (all else).
 */
export const decrypt = keyOperation({
  action: "kms.decrypt",
  permission: "kms_key:decrypt",
  capability: "decrypt",
  request: decryptRequest,
  run({ key, request, deadlineMs, note }) {
    const { version: named, payload } = parseCiphertext(request.ciphertext);
    const binding = bindingInputs(key.facts, request);
    const { version, material } = key.usableVersion(named);
    note({ keyVersion: version, payloadBytes: payload.length });
    const opened = decryptWith(key.facts.keyType, material, { payload, ...binding }, deadlineMs);
    const answerWith = (plaintext: Buffer) => ({ plaintext: encodeBase64(plaintext), keyVersion: version });
    return opened instanceof Promise ? opened.then(answerWith) : answerWith(opened);
  },
});
