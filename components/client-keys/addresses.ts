import { type Scope, scopedAddress } from "../layout/scope";

/** Address of the list of client keys. */
export const clientKeysAddress = (scope: Scope) => scopedAddress(scope, "/access/client-keys");

/** Address of the page that tells how to connect an SDK. */
export const connectAddress = (scope: Scope) => scopedAddress(scope, "/access/client-keys/connect");
