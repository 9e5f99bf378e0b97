/** Serial numbers are counted modulo 2^32; 0 is left out, as some secondaries take it for "none". */
const MODULUS = 4_294_967_296;
const HALF = MODULUS / 2;

/** Whether a serial number is later than another (RFC 1982, 3.2): by less than half of the circle. */
export function isLaterSerial(serial: number, than: number): boolean {
  const ahead = (serial - than + MODULUS) % MODULUS;
  return ahead > 0 && ahead < HALF;
}

/**
 * The serial number after another: the date as YYYYMMDD00 (UTC) where that is later, otherwise the next number. Secondaries
 * take over what is later, and nothing else (RFC 1035, 3.3.13; RFC 1982).
 */
export function nextSerial(serial: number, at: Date): number {
  const ofDay = Number(`${at.toISOString().slice(0, 10).replaceAll("-", "")}00`);
  if (isLaterSerial(ofDay, serial)) return ofDay;
  return serial + 1 >= MODULUS ? 1 : serial + 1;
}

/** The first serial number of a zone. */
export function firstSerial(at: Date): number {
  return nextSerial(1, at);
}
