import type { ConsoleRead } from "./console-read";
import { readSecretDetail } from "./secret-detail";
import { readSecretPage } from "./secret-page";

/** What the pages of secrets read. Values are no part of it: they come from a server action that proves the password. */
export const SECRET_READS: readonly ConsoleRead[] = [
  { path: "secrets/*", run: (call, { segments: [region = ""], query }) => readSecretPage(call, region, query) },
  {
    path: "secrets/*/secret",
    run: (call, { segments: [region = ""], query }) => readSecretDetail(call, { region, path: query.path ?? "" }),
  },
];
