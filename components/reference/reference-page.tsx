import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ERRORS } from "@/lib/contract/errors";
import { FieldTable } from "./field-table";
import { AuthenticationText, ErrorsText, FormatsText, LimitsText, PagingText, ScopeText } from "./guide-sections";
import { NoMatch } from "./no-match";
import { OperationSection } from "./operation-section";
import type { Reference, ReferenceOperation } from "./read-reference";
import { FilteredSection, type ReferenceEntry, ReferenceFilter } from "./reference-filter";
import { ReferenceHeader } from "./reference-header";
import { ReferenceIndex } from "./reference-index";
import type { Field } from "./schema-fields";
import { SectionHeading } from "./section-heading";

interface Section {
  readonly entry: ReferenceEntry;
  readonly content: ReactNode;
}

interface ReferencePageProps {
  reference: Reference;
  /** Origin of the installation. */
  url: string;
  bodyBytesMax: number;
}

/** The whole API on one page: guide, operations, objects, with an index and a filter. */
export function ReferencePage({ reference, url, bodyBytesMax }: ReferencePageProps) {
  const t = useTranslations("reference");
  const groups = [
    { title: t("guide"), sections: useGuide(bodyBytesMax) },
    { title: t("operations"), sections: reference.operations.map(operationOf) },
    { title: t("objects"), sections: reference.objects.map(objectOf) },
  ];
  const sections = groups.flatMap((group) => group.sections);
  return (
    <ReferenceFilter>
      <ReferenceHeader />
      <div className="mx-auto grid max-w-[84rem] gap-x-10 px-gutter max-sm:px-4 max-lg:pt-5 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <ReferenceIndex
          groups={groups.map((group) => ({ title: group.title, entries: group.sections.map(({ entry }) => entry) }))}
        />
        <main className="min-w-0 pt-6 pb-24">
          <h1 className="text-page">{t("title")}</h1>
          <p className="mt-1 mb-8 max-w-[70ch] text-ink-muted">{t("lead", { url })}</p>
          {sections.map(({ entry, content }) => (
            <FilteredSection key={entry.id} entry={entry}>
              {content}
            </FilteredSection>
          ))}
          <NoMatch entries={sections.map(({ entry }) => entry)} />
        </main>
      </div>
    </ReferenceFilter>
  );
}

function useGuide(bodyBytesMax: number): Section[] {
  const t = useTranslations("reference");
  const section = (id: string, label: string, words: string, text: ReactNode): Section => ({
    entry: { id, label, words: `${label} ${words}`.toLowerCase() },
    content: (
      <>
        <SectionHeading id={id} name={label} />
        <div className="mt-3">{text}</div>
      </>
    ),
  });
  return [
    section("authentication", t("authentication"), t("authenticationText"), <AuthenticationText key="text" />),
    section(
      "scope",
      t("scope"),
      `${t("scopeText")} x-organisation-identity x-project-identity`,
      <ScopeText key="text" />,
    ),
    section("errors", t("errorsGuide"), Object.keys(ERRORS).join(" "), <ErrorsText key="text" />),
    section("limits", t("limits"), t("limitsText"), <LimitsText key="text" bodyBytesMax={bodyBytesMax} />),
    section("paging", t("paging"), t("pagingText"), <PagingText key="text" />),
    section("formats", t("formats"), t("formatsText"), <FormatsText key="text" />),
  ];
}

const namesOf = (fields: readonly Field[]) => fields.map(({ name }) => name).join(" ");

function operationOf(operation: ReferenceOperation): Section {
  const { id, method, path, summary, description, parameters, request, answer, errors } = operation;
  const fields = [...parameters, ...(request?.fields ?? []), ...answer.fields];
  const codes = errors.flatMap((error) => error.codes).join(" ");
  const words = `${method} ${path} ${summary} ${description} ${namesOf(fields)} ${codes}`.toLowerCase();
  return { entry: { id, label: summary, method, words }, content: <OperationSection operation={operation} /> };
}

function objectOf({ id, name, fields }: Reference["objects"][number]): Section {
  return {
    entry: { id, label: name, words: `${name} ${namesOf(fields)}`.toLowerCase() },
    content: (
      <>
        <SectionHeading id={id} name={name} />
        <div className="mt-3">
          <FieldTable label={name} fields={fields} marksRequired={false} />
        </div>
      </>
    ),
  };
}
