import { rewrapRequest } from "@/lib/contract/kms-operations";
import { suiteFor } from "@/lib/crypto/suites";
import { formatCiphertext, parseCiphertext } from "@/lib/format/ciphertext";
import { bindingInputs } from "./encrypt";
import { keyOperation } from "./key-operation";
import { decryptWith } from "./use-material";

/**
 * Decrypts a ciphertext and encrypts it again under the newest version of the same key, with the same context and
 * associated data; the plaintext never leaves the service. A right of its own: who may rewrap need not be able to decrypt.
 * Errors: those of decrypt, and key_version_exhausted.
 */
export const rewrap = keyOperation({
  action: "kms.rewrap",
  permission: "kms_key:rewrap",
  capability: "rewrap",
  request: rewrapRequest,
  run({ key, request, deadlineMs, note }) {
    const { version: named, payload } = parseCiphertext(request.ciphertext);
    const { keyType } = key.facts;
    const binding = bindingInputs(key.facts, request);
    const old = key.usableVersion(named);
    note({ keyVersion: old.version, payloadBytes: payload.length });
    const { version, material } = key.encryptingVersion();
    const opened = decryptWith(keyType, old.material, { payload, ...binding }, deadlineMs);
    const again = (plaintext: Buffer) => {
      const wrapped = suiteFor(keyType).encrypt(material, { plaintext, ...binding });
      plaintext.fill(0);
      note({ keyVersion: version });
      return { ciphertext: formatCiphertext(version, wrapped), keyVersion: version };
    };
    return opened instanceof Promise ? opened.then(again) : again(opened);
  },
});
