import { expect, type Locator } from "@playwright/test";

/** Waits until React has taken over an element: what is typed or pressed before that may be lost on a busy machine. */
export async function hydrated(locator: Locator): Promise<void> {
  await expect
    .poll(() => locator.evaluate((element) => Object.keys(element).some((name) => name.startsWith("__reactProps"))), {
      timeout: 30_000,
    })
    .toBe(true);
}
