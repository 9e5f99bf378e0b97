"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CodeSamples } from "../ui/code-block";
import { CopyButton } from "../ui/copy-button";
import { ErrorCodes } from "./error-codes";
import { FieldTable } from "./field-table";
import { MethodName } from "./method-name";
import { objectId, type ReferenceAnswer, type ReferenceOperation, type ReferenceRequest } from "./read-reference";
import { REFERENCE } from "./reference-address";
import { SectionHeading } from "./section-heading";

/**
 * One call: what it does, takes and answers at the left, samples at the right where there is room. Drawn in the browser too, as its facts are a
 * fraction of the elements made of them, which would otherwise be sent twice.
 */
export function OperationSection({ operation }: { operation: ReferenceOperation }) {
  const t = useTranslations("reference");
  const { id, method, path, summary, parameters, request, answer, errors } = operation;
  const requestTitle = ({ isRequired, mediaType }: ReferenceRequest) =>
    t(mediaType === "application/json" ? (isRequired ? "request" : "requestOptional") : "requestForm");
  return (
    <>
      <SectionHeading id={id} name={summary} />
      <p className="mt-1.5 flex min-w-0 items-center gap-2 text-control">
        <MethodName method={method} />
        <code className="min-w-0 [overflow-wrap:anywhere]">{path}</code>
        <CopyButton value={path} label={t("path", { path })} look="small" />
      </p>
      <div className="mt-4 grid gap-x-8 gap-y-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,25rem)]">
        <div className="min-w-0">
          <p className="max-w-[70ch]">{operation.description}</p>
          {parameters.length > 0 ? (
            <Part title={t("parameters")}>
              <FieldTable label={`${summary}: ${t("parameters")}`} fields={parameters} />
            </Part>
          ) : null}
          {request ? (
            <Part title={requestTitle(request)}>
              <FieldTable label={`${summary}: ${t("request")}`} fields={request.fields} />
            </Part>
          ) : null}
          <Answer answer={answer} summary={summary} />
          {errors.length > 0 ? (
            <Part title={t("errors")}>
              <ErrorCodes errors={errors} />
            </Part>
          ) : null}
        </div>
        <div className="min-w-0 xl:sticky xl:top-[calc(var(--topbar)+24px)] xl:self-start">
          <CodeSamples title={t("sample")} label={`${summary}: ${t("sample")}`} samples={operation.samples} />
        </div>
      </div>
    </>
  );
}

function Part({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="mt-5">
      <h3 className="mb-1 text-body">{title}</h3>
      {children}
    </div>
  );
}

function Answer({ answer, summary }: { answer: ReferenceAnswer; summary: string }) {
  const t = useTranslations("reference");
  const { object, status, mediaType } = answer;
  if (mediaType === "text/csv") return <Part title={t("answerCsv", { status })}>{null}</Part>;
  if (mediaType === "application/jsonl") return <Part title={t("answerLines", { status })}>{null}</Part>;
  if (object === null) {
    return (
      <Part title={t("answer", { status })}>
        <FieldTable label={`${summary}: ${t("answer", { status })}`} fields={answer.fields} marksRequired={false} />
      </Part>
    );
  }
  const link = (name: ReactNode) => (
    <a
      href={`${REFERENCE}#${objectId(object)}`}
      className="rounded-small text-accent-text underline underline-offset-3"
    >
      {name}
    </a>
  );
  return (
    <Part title={t.rich(answer.isList ? "answerList" : "answerOne", { status, name: object, object: link })}>
      {null}
    </Part>
  );
}
