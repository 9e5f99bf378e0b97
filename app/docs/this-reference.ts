import { type Reference, readReference } from "@/components/reference/read-reference";
import { openApiDocument } from "@/lib/api/openapi";
import { currentViewer } from "@/lib/console/viewer";
import { config } from "@/lib/platform/config";
import { configuredRegions } from "@/lib/regions/registry";

/**
 * The reference of this installation. Nobody needs to sign in: it says nothing but the installation's address and its
 * first region's slug. Whoever is signed in finds their organisation in the samples.
 */
export async function thisReference(): Promise<Reference> {
  // The reference is readable while the database is not.
  const viewer = await currentViewer().catch(() => null);
  return readReference(openApiDocument(), {
    url: config().publicUrl,
    organisation: viewer?.organisations[0]?.slug ?? "your-organisation",
    region: configuredRegions()[0]?.slug ?? "region",
    key: "first-key",
  });
}
