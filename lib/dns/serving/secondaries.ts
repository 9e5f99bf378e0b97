import { randomBytes } from "node:crypto";
import {
  type CreatedSecondaryMessage,
  createSecondaryRequest,
  listSecondariesQuery,
  type SecondaryMessage,
} from "@/lib/contract/dnssec";
import { KmsError } from "@/lib/contract/kms-error";
import type { Permission } from "@/lib/contract/permissions";
import type { SecretBytes } from "@/lib/crypto/secret-bytes";
import { askedZone, zoneAct } from "@/lib/dns/zone-act";
import type { Act } from "@/lib/door/attempt";
import type { Call } from "@/lib/door/call";
import { changeThroughDoor } from "@/lib/door/change";
import { type Entered, throughDoor } from "@/lib/door/door";
import { parseRequest } from "@/lib/door/parse-request";
import { visibility } from "@/lib/iam/authorise";
import { clock } from "@/lib/platform/clock";
import { socketAddress } from "@/lib/platform/config";
import { newId } from "@/lib/platform/id";
import { openAtHome, sealAtHome } from "@/lib/regions/home-secrets";
import {
  countSecondaries,
  findSecondaries,
  insertSecondary,
  removeSecondary,
  type SecondaryRow,
} from "./secondary-store";

/** Servers that one organisation lets take over its zones. */
const SECONDARIES_MAX = 20;
const SECRET_BYTES = 32;
const LABEL = "pelagos/1/tsig-key";
const DNS_PORT = 53;

/** An organisation's secondaries, by name. Errors, beside those of the door: permission_denied, invalid_request. */
export function listSecondaries(call: Call, query: unknown): Promise<SecondaryMessage[]> {
  return throughDoor(call, zoneAct(call, "dns.secondary.list"), async (entered) => {
    const organisationId = admitted(entered, "dns_zone:read");
    const { zone } = parseRequest(listSecondariesQuery, query, "The query");
    const rows = await findSecondaries(organisationId, zone === undefined ? null : askedZone(zone));
    return rows.map((row) => messageOf(row, row.notices.map(({ error }) => error).join("; ") || undefined));
  });
}

/**
 * Lets a server take over every zone of the organisation that is served, those of its projects too, with a TSIG key that is
 * made for it and shown once. Errors, beside those of the door: permission_denied, invalid_request, slug_taken,
 * state_conflict (20 secondaries).
 */
export async function createSecondary(call: Call): Promise<CreatedSecondaryMessage> {
  const act = zoneAct(call, "dns.secondary.create", "", { status: 201 });
  return changed(call, act, async (entered, tx) => {
    const organisationId = admitted(entered, "dns_zone:update");
    const { name, notify } = parseRequest(createSecondaryRequest, await entered.attempt.call.body());
    if ((await countSecondaries(tx, organisationId)) >= SECONDARIES_MAX) {
      throw new KmsError("state_conflict", { message: `An organisation has at most ${SECONDARIES_MAX} secondaries.` });
    }
    const id = newId("dnss");
    const secret = randomBytes(SECRET_BYTES);
    const row = {
      id,
      organisationId,
      name,
      keyName: `${name}.${id.slice("dnss-".length)}.pelagos`,
      notify: notify.map(requireAddress),
      createdAt: clock.now(),
      ...(await sealAtHome(LABEL, id, secret)),
    };
    entered.attempt.resource = { type: "dns_secondary", id, slug: name };
    if (!(await insertSecondary(tx, row))) throw new KmsError("slug_taken");
    const keySecret = secret.toString("base64");
    secret.fill(0);
    return { ...messageOf({ ...row, lastTransferAt: null }), keySecret };
  });
}

/** Takes its key from a secondary; zones it has taken over stay with it. Errors, beside those of the door: permission_denied, object_not_found. */
export function deleteSecondary(call: Call, identity: string): Promise<{ identity: string; deleted: true }> {
  return changed(call, zoneAct(call, "dns.secondary.delete", identity), async (entered, tx) => {
    const organisationId = admitted(entered, "dns_zone:update");
    if (!(await removeSecondary(tx, organisationId, identity.replaceAll("\u0000", "")))) {
      throw new KmsError("object_not_found", { message: "No such secondary." });
    }
    return { identity, deleted: true as const };
  });
}

async function changed<Answer>(
  call: Call,
  act: Act,
  apply: (entered: Entered, tx: Parameters<typeof removeSecondary>[0]) => Promise<Answer>,
): Promise<Answer> {
  const { changed: answer } = await changeThroughDoor<never, Answer>(call, act, { apply });
  return answer;
}

/** The organisation whose zones, all of them, the caller may do this with; whichever project the call names. */
function admitted({ attempt, caller: given }: Entered, permission: Permission): string {
  attempt.resource = { type: "dns_secondary", id: attempt.act.asked };
  if (given.principal.confinedToProject !== null) {
    throw new KmsError("permission_denied", { message: "This token is confined to one project." });
  }
  const caller = { ...given, scope: { ...given.scope, projectId: "" }, projectPath: [] };
  const { allow, deny } = visibility(caller, permission, clock.nowMs());
  if (allow === null && deny.length === 0) return caller.scope.organisationId;
  throw new KmsError("permission_denied", {
    message: `The permission ${permission} on every zone of the organisation is required.`,
  });
}

function requireAddress(text: string): string {
  const address = socketAddress(text, DNS_PORT);
  if (address !== null)
    return address.host.includes(":") ? `[${address.host}]:${address.port}` : `${address.host}:${address.port}`;
  throw new KmsError("invalid_request", {
    message: `notify: must be IP addresses, with a port where it is not 53, for example 192.0.2.53 or [2001:db8::53]:5353.`,
  });
}

/** The secret of a secondary's TSIG key. */
export function openSecondaryKey(row: SecondaryRow): Promise<SecretBytes> {
  return openAtHome(LABEL, row.id, row);
}

function messageOf(row: Omit<SecondaryRow, keyof SecretColumns>, lastNotifyError?: string): SecondaryMessage {
  return {
    identity: row.id,
    name: row.name,
    keyName: row.keyName,
    keyAlgorithm: "hmac-sha256",
    notify: [...row.notify],
    createdAt: row.createdAt.toISOString(),
    lastTransferAt: row.lastTransferAt?.toISOString(),
    lastNotifyError,
  };
}

type SecretColumns = Pick<SecondaryRow, "keyId" | "salt" | "sealed">;
