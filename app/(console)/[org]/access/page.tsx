import { redirect } from "next/navigation";
import { scopedAddress } from "@/components/layout/scope";
import { requireViewer } from "@/lib/console/viewer";
import { searchOf } from "../page-search";
import type { AccessPageProps } from "./access-page";

/** Access management begins with the members. */
export default async function AccessPage({ params, searchParams }: AccessPageProps) {
  const [{ org }, search] = await Promise.all([params, searchParams.then(searchOf)]);
  await requireViewer(org);
  redirect(scopedAddress({ organisation: org, project: search.get("project") }, "/access/members"));
}
