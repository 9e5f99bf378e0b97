import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccessReview } from "@/components/roles/access-review";
import { reviewAccess } from "@/lib/access/access-review";
import { type AccessPageProps, accessPage } from "../access-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.review") };
}

export default async function ReviewPage(props: AccessPageProps) {
  return accessPage(props, "review", reviewAccess, (scope, review) => <AccessReview scope={scope} first={review} />);
}
