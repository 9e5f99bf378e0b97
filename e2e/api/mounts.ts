import { type Installation, startedInstallation } from "./kms-client";
import { startNext } from "./next-server";

/** A mount of the API under test. */
export interface Mounted {
  readonly installation: Installation;
  stop(): Promise<void>;
}

/** The two ways in which the same API is served; every API suite runs against both. */
export const MOUNTS: Readonly<Record<string, () => Promise<Mounted>>> = {
  "our own server": async () => ({ installation: startedInstallation(), stop: async () => {} }),
  "a route handler of Next": startNext,
};
