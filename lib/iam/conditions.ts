import { BlockList, isIP } from "node:net";
import type { RuleConditions } from "@/lib/contract/access-rules";

/** What conditions are checked against. */
export interface Situation {
  readonly clientAddress: string;
  /** Milliseconds of the wall clock. */
  readonly atMs: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether everything that a rule's conditions ask for holds; one that cannot be checked does not hold. */
export function conditionsHold(conditions: RuleConditions, { clientAddress, atMs, labels }: Situation): boolean {
  const { labels: wanted, sourceIps, notBefore, notAfter, dailyWindow } = conditions;
  if (wanted !== undefined && !hasLabels(labels, wanted)) return false;
  if (sourceIps !== undefined && !isAddressIn(clientAddress, sourceIps)) return false;
  if (notBefore !== undefined && !(atMs >= Date.parse(notBefore))) return false;
  if (notAfter !== undefined && !(atMs < Date.parse(notAfter))) return false;
  return dailyWindow === undefined || isWithin(atMs, dailyWindow);
}

/** Whether an object has every one of these labels with these values. */
export function hasLabels(labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);
}

const ranges = new WeakMap<readonly string[], BlockList>();

/** Whether an address is in one of these addresses and CIDR ranges; an IPv4 address written as IPv6 counts as IPv4, and IPv6 ranges around ::ffff:0:0/96 include IPv4. */
export function isAddressIn(address: string, allowed: readonly string[]): boolean {
  const plain =
    address.toLowerCase().startsWith("::ffff:") && isIP(address.slice(7)) === 4 ? address.slice(7) : address;
  const version = isIP(plain);
  if (version === 0) return false;
  let list = ranges.get(allowed);
  if (list === undefined) {
    list = listOf(allowed);
    ranges.set(allowed, list);
  }
  return list.check(plain, version === 4 ? "ipv4" : "ipv6");
}

function listOf(allowed: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of allowed) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a moment is in a span of every day; one that ends before it begins wraps past midnight, equal ends mean all day. */
export function isWithin(atMs: number, { from, to, timeZone }: NonNullable<RuleConditions["dailyWindow"]>): boolean {
  const minute = minuteOfDay(atMs, timeZone);
  const [first, last] = [minutesOf(from), minutesOf(to)];
  if (first === last) return true;
  return first < last ? minute >= first && minute < last : minute >= first || minute < last;
}

function minuteOfDay(atMs: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    formats.set(timeZone, format);
  }
  return minutesOf(format.format(atMs));
}

function minutesOf(text: string): number {
  const [hours = "0", minutes = "0"] = text.split(":");
  return Number(hours) * 60 + Number(minutes);
}
