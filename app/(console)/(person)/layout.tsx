import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { OrganisationProvider } from "@/components/layout/organisation-context";
import { currentViewer, leaveToSignIn } from "@/lib/console/viewer";

/** Pages about the person and the platform: no organisation is in the address. */
export default async function PersonLayout({ children }: { children: ReactNode }) {
  const viewer = await currentViewer();
  if (viewer === null) return leaveToSignIn();
  return (
    <OrganisationProvider viewer={viewer} organisation={null}>
      <AppShell>{children}</AppShell>
    </OrganisationProvider>
  );
}
