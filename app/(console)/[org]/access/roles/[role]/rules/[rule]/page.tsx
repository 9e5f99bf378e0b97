import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageName } from "@/components/layout/page-name";
import { ReadFailure } from "@/components/query/read-failure";
import { RuleForm } from "@/components/roles/rule-form";
import { PageHeader } from "@/components/ui/page-header";
import { requireViewer } from "@/lib/console/viewer";
import { heldRights } from "../../../../held-rights";
import * as actions from "../../../actions";
import { type RolePageProps, requireRole, roleIn } from "../../read-role";

interface RulePageProps extends RolePageProps {
  params: Promise<{ org: string; role: string; rule: string }>;
}

export async function generateMetadata(props: RulePageProps): Promise<Metadata> {
  const [{ result }, { rule }, t] = await Promise.all([roleIn(props), props.params, getTranslations("roles")]);
  const name = result.ok ? result.value.name : "";
  return { title: t(rule === "new" ? "rule.addTitle" : "rule.editTitle", { name }) };
}

/** The form for a new rule (`new`) or one of the role; nobody sees it who could not save it. */
export default async function RulePage(props: RulePageProps) {
  const { org, rule: named } = await props.params;
  await requireViewer(org);
  const { scope, result } = await requireRole(props);
  if (!result.ok) return <ReadFailure error={result.error} />;
  const role = result.value;
  const rule = named === "new" ? null : role.rules.find(({ identity }) => identity === named);
  if (rule === undefined || role.system || !(await heldRights(scope)).update) notFound();
  const t = await getTranslations("roles");
  return (
    <>
      <PageName name={role.name} />
      <PageHeader
        title={t(rule === null ? "rule.addTitle" : "rule.editTitle", { name: role.name })}
        lead={t("rule.lead", { name: role.name })}
      />
      <RuleForm role={role} scope={scope} rule={rule} actions={{ ...actions }} />
    </>
  );
}
