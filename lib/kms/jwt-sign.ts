import { jwtSignRequest } from "@/lib/contract/kms-operations";
import { encodeBase64Url } from "@/lib/format/base64";
import { clock } from "@/lib/platform/clock";
import { keyIdOf } from "./get-public-key";
import { claimsText } from "./jwt-claims";
import { requireJwtAlgorithm, signJws } from "./jwt-signature";
import { keyOperation } from "./key-operation";

/**
 * Issues a JSON Web Token: the caller chooses the claims and, from a list, the header's `typ`; algorithm and `kid`
 * (`{key identity}.{version}`) follow from the key. A right of its own, as whoever has it can speak for the issuer.
 * Errors: invalid_request, payload_size, purpose_forbids, key_version_not_found, key_version_not_usable.
 * Source: RFC 7519, 7.1; RFC 7515, 7.1; RFC 8725.
 */
export const jwtSign = keyOperation({
  action: "kms.jwt_sign",
  permission: "kms_key:jwt_sign",
  capability: "jwt_sign",
  request: jwtSignRequest,
  async run({ key, request, deadlineMs, note }) {
    const algorithm = requireJwtAlgorithm(key.facts);
    const claims = claimsText(request, clock.now());
    const { version, material } = key.usableVersion(request.keyVersion);
    const header = JSON.stringify({ alg: algorithm, kid: keyIdOf(key.facts, version), typ: request.typ ?? "JWT" });
    const input = `${encodeBase64Url(Buffer.from(header))}.${encodeBase64Url(Buffer.from(claims))}`;
    note({ keyVersion: version, payloadBytes: input.length });
    const signature = await signJws(key.facts, algorithm, material, Buffer.from(input), deadlineMs);
    return { token: `${input}.${encodeBase64Url(signature)}`, keyVersion: version };
  },
});
