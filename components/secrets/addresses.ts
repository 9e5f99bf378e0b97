import { asFolder } from "@/lib/contract/secret-path";
import { readAddress, type Scope, scopedAddress } from "../layout/scope";
import type { SecretPlace } from "./secret-actions";

/** Where secrets begin: the region looked at last. */
export function secretsAddress(scope: Scope): string {
  return scopedAddress(scope, "/secrets");
}

/** A folder of a region's secrets. */
export function folderAddress(scope: Scope, region: string, folder = "/"): string {
  const path = `/secrets/${encodeURIComponent(region)}`;
  return scopedAddress(scope, path, folder === "/" ? {} : { folder: asFolder(folder) });
}

/** The form for a new secret in a folder. */
export function newSecretAddress(scope: Scope, region: string, folder = "/"): string {
  return scopedAddress(scope, "/secrets/new", { region, ...(folder === "/" ? {} : { folder }) });
}

/** A secret's page, on one of its tabs. The `s` keeps paths apart from what other pages of a region are called. */
export function secretAddress(place: SecretPlace, tab?: string): string {
  const path = place.path.slice(1).split("/").map(encodeURIComponent).join("/");
  const page = `/secrets/${encodeURIComponent(place.region)}/s/${path}`;
  return scopedAddress(place, page, tab === undefined ? {} : { tab });
}

/** Where a secret's page reads from. */
export function secretReadAddress(place: SecretPlace): string {
  return readAddress(place, `secrets/${encodeURIComponent(place.region)}/secret`, { path: place.path });
}
