import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SettingsFrame } from "@/components/organisation/settings-frame";
import { ReadFailure } from "@/components/query/read-failure";
import { WebhookList } from "@/components/webhooks/webhook-list";
import { listWebhooks } from "@/lib/events/webhooks";
import { type OrganisationPageProps, organisationRead } from "../../organisation-read";
import { createWebhook, deleteWebhook, updateWebhook } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("settings.tab.webhooks") };
}

export default async function WebhooksPage(props: OrganisationPageProps) {
  const { scope, result } = await organisationRead(props, (call) => listWebhooks(call));
  if (result.ok) {
    return <WebhookList scope={scope} first={result.value} actions={{ createWebhook, deleteWebhook, updateWebhook }} />;
  }
  return (
    <SettingsFrame scope={scope} current="webhooks">
      <ReadFailure error={result.error} />
    </SettingsFrame>
  );
}
