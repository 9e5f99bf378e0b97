import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccessReview } from "@/components/roles/access-review";
import { reviewAccess } from "@/lib/access/access-review";
import { searchOf } from "../../page-search";
import { type AccessPageProps, accessPage } from "../access-page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.review") };
}

/** The moment stands in the address; without one it is as of now. */
export default async function ReviewPage(props: AccessPageProps) {
  const at = searchOf(await props.searchParams).get("at") ?? "";
  const query: Record<string, string> = at === "" ? {} : { at };
  return accessPage(
    props,
    "review",
    (call) => reviewAccess(call, query),
    (scope, review) => <AccessReview scope={scope} at={at} first={review} />,
  );
}
