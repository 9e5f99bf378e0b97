import { KmsError } from "@/lib/contract/kms-error";
import { decodeBase64 } from "@/lib/format/base64";

const grouped = new Intl.NumberFormat("en");

/** Decodes a base64 field of a bounded number of bytes. Errors: invalid_base64, payload_size; both name the field. */
export function decodeBounded(text: string, field: string, bytesMin: number, bytesMax: number): Buffer {
  const bytes = decodeBase64(text, field);
  if (bytes.length >= bytesMin && bytes.length <= bytesMax) return bytes;
  throw new KmsError("payload_size", {
    message: `${field}: must hold ${bytesMin} to ${grouped.format(bytesMax)} bytes after decoding; it holds ${grouped.format(bytes.length)}.`,
  });
}

/** The same for a field that may be left out. */
export function decodeOptional(
  text: string | undefined,
  field: string,
  bytesMin: number,
  bytesMax: number,
): Buffer | undefined {
  return text === undefined ? undefined : decodeBounded(text, field, bytesMin, bytesMax);
}
