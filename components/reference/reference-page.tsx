import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { FieldTable } from "./field-table";
import { AuthenticationText, ErrorsText, FormatsText, LimitsText, PagingText, ScopeText } from "./guide-sections";
import { NoMatch } from "./no-match";
import { OperationSection } from "./operation-section";
import type { Reference, ReferencePart } from "./read-reference";
import { GUIDE_ENTRIES, type GuideSection, objectEntry, operationEntry } from "./reference-entries";
import { FilteredSection, ReferenceFilter } from "./reference-filter";
import { ReferenceHeader } from "./reference-header";
import { ReferenceIndex } from "./reference-index";
import { SectionHeading } from "./section-heading";

interface ReferencePageProps {
  reference: Reference;
  /** The operations to show; null = the guide and the objects. */
  part: ReferencePart | null;
  /** Origin of the installation. */
  url: string;
  bodyBytesMax: number;
}

/** A page of the API reference: the guide, or operations that belong together, with an index and a filter over all pages. */
export function ReferencePage({ reference, part, url, bodyBytesMax }: ReferencePageProps) {
  const t = useTranslations("reference");
  const { parts, objects } = reference;
  const isGuide = part === null;
  const groups = [
    { part: "", title: t("guide"), entries: isGuide ? [...GUIDE_ENTRIES, ...objects.map(objectEntry)] : [] },
    ...parts.map(({ id, title, operations }) => ({
      part: id,
      title,
      entries: id === part?.id ? operations.map(operationEntry) : [],
    })),
  ];
  return (
    <ReferenceFilter>
      <ReferenceHeader />
      <div className="mx-auto grid max-w-[84rem] gap-x-10 px-gutter max-sm:px-4 max-lg:pt-5 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <ReferenceIndex groups={groups} />
        <main className="min-w-0 pt-6 pb-24">
          <h1 className="text-page">{part?.title ?? t("title")}</h1>
          <p className="mt-1 mb-8 max-w-[70ch] text-ink-muted">{part?.lead ?? t("lead", { url })}</p>
          {part === null ? (
            <Guide reference={reference} bodyBytesMax={bodyBytesMax} />
          ) : (
            part.operations.map((operation) => (
              <FilteredSection key={operation.id} id={operation.id}>
                <OperationSection operation={operation} />
              </FilteredSection>
            ))
          )}
          <NoMatch part={part?.id ?? ""} />
        </main>
      </div>
    </ReferenceFilter>
  );
}

function Guide({ reference, bodyBytesMax }: { reference: Reference; bodyBytesMax: number }) {
  const texts: Readonly<Record<GuideSection, ReactNode>> = {
    authentication: <AuthenticationText />,
    scope: <ScopeText />,
    errors: <ErrorsText />,
    limits: <LimitsText bodyBytesMax={bodyBytesMax} />,
    paging: <PagingText />,
    formats: <FormatsText />,
  };
  return (
    <>
      {GUIDE_ENTRIES.map(({ id, label }) => (
        <FilteredSection key={id} id={id}>
          <SectionHeading id={id} name={label} />
          <div className="mt-3">{texts[id]}</div>
        </FilteredSection>
      ))}
      {reference.objects.map(({ id, name, fields }) => (
        <FilteredSection key={id} id={id}>
          <SectionHeading id={id} name={name} />
          <div className="mt-3">
            <FieldTable label={name} fields={fields} marksRequired={false} />
          </div>
        </FilteredSection>
      ))}
    </>
  );
}
