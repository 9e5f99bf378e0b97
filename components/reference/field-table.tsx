import { useTranslations } from "next-intl";
import { FactsTable } from "./facts-table";
import type { Field } from "./schema-fields";

interface FieldTableProps {
  label: string;
  fields: readonly Field[];
  /** Answers say of every field that it is there or may be missing; only requests need the mark. */
  marksRequired?: boolean;
}

/** Fields with type, bounds and meaning. */
export function FieldTable({ label, fields, marksRequired = true }: FieldTableProps) {
  const t = useTranslations("reference");
  return (
    <FactsTable
      label={label}
      heads={[t("field"), t("type"), t("meaning")]}
      widths={["34%", "24%"]}
      rows={fields.map((field) => ({
        id: field.name,
        cells: [
          <FieldName key="name" name={field.name} isMarked={marksRequired && field.isRequired} />,
          <span key="type" className="text-ink-muted">
            {field.type}
          </span>,
          <Meaning key="meaning" field={field} />,
        ],
      }))}
    />
  );
}

function FieldName({ name, isMarked }: { name: string; isMarked: boolean }) {
  const t = useTranslations("reference");
  return (
    <>
      <code className="text-ink">{name}</code>
      {isMarked ? <span className="ml-2 whitespace-nowrap text-caption text-warn">{t("required")}</span> : null}
    </>
  );
}

function Meaning({ field: { description, bounds } }: { field: Field }) {
  return (
    <>
      {description}
      {bounds.map((bound) => (
        <span key={bound} className="block text-caption text-ink-muted">
          {bound}
        </span>
      ))}
    </>
  );
}
