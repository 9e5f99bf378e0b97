import { listAliases } from "@/lib/kms/aliases";
import { getPublicKey } from "@/lib/kms/get-public-key";
import { readWrappingKey } from "@/lib/kms/wrapping-key";
import type { ConsoleRead } from "./console-read";
import { readKeyDetail } from "./key-detail";
import { readKeyPage } from "./key-page";
import { readKeyReviews } from "./key-review";
import { readRegionOverview } from "./region-overview";
import { readRotationOverview, readRotationTrouble } from "./rotation-overview";

/** What the pages of keys and regions read. */
export const KEY_READS: readonly ConsoleRead[] = [
  { path: "keys", run: (call, { query }) => readKeyPage(call, query) },
  { path: "keys/*/*", run: (call, { segments: [region = "", key = ""] }) => readKeyDetail(call, { region, key }) },
  {
    path: "keys/*/*/public-key",
    run: (call, { segments: [region = "", key = ""], query }) => getPublicKey(call, { region, key }, query),
  },
  {
    path: "keys/*/*/aliases",
    run: (call, { segments: [region = "", key = ""] }) => listAliases(call, { region }, { keyIdentity: key }),
  },
  { path: "wrapping-key/*", run: (call, { segments: [region = ""] }) => readWrappingKey(call, { region }) },
  { path: "rotation", run: (call) => readRotationOverview(call) },
  { path: "rotation/trouble", run: (call) => readRotationTrouble(call) },
  { path: "reviews", run: (call) => readKeyReviews(call) },
  { path: "regions", run: (call) => readRegionOverview(call) },
];
