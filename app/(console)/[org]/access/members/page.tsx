import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MemberList } from "@/components/iam/member-list";
import { readMembers } from "@/lib/console/members";
import { type AccessPageProps, accessPage } from "../access-page";
import { addMember, changeMemberRole, makePasswordLink, removeMember } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("tab.members") };
}

export default async function MembersPage(props: AccessPageProps) {
  return accessPage(props, "members", readMembers, (scope, members) => (
    <MemberList
      scope={scope}
      first={members}
      actions={{ addMember, changeMemberRole, removeMember, makePasswordLink }}
    />
  ));
}
