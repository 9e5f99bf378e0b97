import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { fieldErrors } from "@/components/query/field-errors";
import { ReadFailure } from "@/components/query/read-failure";
import { KeyReports } from "@/components/reports/key-reports";
import { askedReport, reportQuery } from "@/components/reports/report-address";
import { ReportFrame } from "@/components/reports/report-frame";
import { reportPage } from "@/components/reports/report-page";
import { ReportQuestion } from "@/components/reports/report-question";
import { reportKeys } from "@/lib/kms/report-keys";
import { type OrganisationPageProps, organisationRead } from "../../organisation-read";
import { searchOf } from "../../page-search";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("reports"))("title") };
}

/** Moment and kind of the report stand in the address; the whole page is read for them. */
export default async function ReportsPage(props: OrganisationPageProps) {
  const asked = askedReport(searchOf(await props.searchParams));
  const { scope, result } = await organisationRead(props, (call) => reportKeys(call, reportQuery(asked)));
  if (result.ok) return <KeyReports scope={scope} asked={asked} report={reportPage(result.value, asked)} />;
  const problems = fieldErrors(result.error.message, asked.view === "rotation" ? ["at", "limit"] : ["at"]);
  return (
    <ReportFrame scope={scope} asked={asked}>
      {result.error.code === "invalid_request" ? (
        <ReportQuestion scope={scope} asked={asked} refused={Object.keys(problems ?? {})} />
      ) : null}
      {problems === null ? <ReadFailure error={result.error} /> : null}
    </ReportFrame>
  );
}
