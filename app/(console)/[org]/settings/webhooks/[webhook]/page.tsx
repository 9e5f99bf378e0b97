import type { Metadata } from "next";
import { ReadFailure } from "@/components/query/read-failure";
import { WebhookView } from "@/components/webhooks/webhook-view";
import { getWebhook } from "@/lib/events/webhooks";
import { type ObjectPageProps, objectRead } from "../../../object-page";
import { deleteWebhook, testWebhook, updateWebhook } from "../actions";

const webhookOf = objectRead("webhook", getWebhook);

export async function generateMetadata(props: ObjectPageProps<"webhook">): Promise<Metadata> {
  const { asked, result } = await webhookOf(props);
  return { title: result.ok ? result.value.name : asked };
}

export default async function WebhookPage(props: ObjectPageProps<"webhook">) {
  const { scope, result } = await webhookOf(props);
  if (!result.ok) return <ReadFailure error={result.error} />;
  const actions = { deleteWebhook, testWebhook, updateWebhook };
  return <WebhookView key={result.value.identity} scope={scope} first={result.value} actions={actions} />;
}
