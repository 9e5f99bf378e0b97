import type { ReactNode } from "react";
import { AppShell } from "@/components/layout/app-shell";
import { OrganisationProvider } from "@/components/layout/organisation-context";
import { requireViewer } from "@/lib/console/viewer";

interface ConsoleLayoutProps {
  params: Promise<{ org: string }>;
  children: ReactNode;
}

export default async function ConsoleLayout({ params, children }: ConsoleLayoutProps) {
  const { org } = await params;
  const { viewer, organisation } = await requireViewer(org);
  return (
    <OrganisationProvider viewer={viewer} organisation={organisation}>
      <AppShell>{children}</AppShell>
    </OrganisationProvider>
  );
}
