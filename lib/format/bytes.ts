/** Bytes as people type and read them. Runs in browsers too, so without Node's Buffer. */

const encoder = new TextEncoder();

/** UTF-8 bytes of a text. */
export function bytesFromText(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** The text that bytes are in UTF-8; null where they are not UTF-8. A byte order mark stays. Source: RFC 3629, section 3. */
export function textFromBytes(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Bytes from pairs of hexadecimal digits, white space between them ignored; null for anything else. */
export function bytesFromHex(text: string): Uint8Array<ArrayBuffer> | null {
  const digits = text.replaceAll(/\s+/g, "");
  if (!/^(?:[0-9a-fA-F]{2})*$/.test(digits)) return null;
  const bytes = new Uint8Array(digits.length / 2);
  for (let index = 0; index < bytes.length; index += 1)
    bytes[index] = Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16);
  return bytes;
}

/** Lower-case hexadecimal digits of bytes. */
export function hexFromBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes from standard, padded, canonical base64, white space around it ignored; null for anything else. Source: RFC 4648, section 4. */
export function bytesFromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const trimmed = text.trim();
  try {
    const bytes = Uint8Array.from(atob(trimmed), (character) => character.charCodeAt(0));
    return base64FromBytes(bytes) === trimmed ? bytes : null;
  } catch {
    return null;
  }
}

/** Standard, padded base64 of bytes. Source: RFC 4648, section 4. */
export function base64FromBytes(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
