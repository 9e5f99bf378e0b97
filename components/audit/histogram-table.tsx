import { useTranslations } from "next-intl";
import type { AuditHistogram } from "@/lib/contract/audit";
import { useNumberFormat } from "../ui/reader-locale";
import { exactWords } from "../ui/time-words";

/** The bars as figures; empty ones are left out. */
export function HistogramTable({ data }: { data: AuditHistogram }) {
  const t = useTranslations("audit");
  const number = useNumberFormat();
  const filled = data.buckets.filter(({ allowed, refused, failed }) => allowed + refused + failed > 0);
  if (filled.length === 0) return <p className="py-2 text-control text-ink-muted">{t("histogram.none")}</p>;
  return (
    <div className="max-h-72 overflow-auto">
      <table className="w-full text-control">
        <thead className="text-left text-ink-muted">
          <tr>
            <th className="py-1.5 pr-4 font-medium">{t("histogram.from")}</th>
            {(["allowed", "refused", "failed"] as const).map((outcome) => (
              <th key={outcome} className="py-1.5 pl-4 text-right font-medium">
                {t(`outcome.${outcome}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {filled.map(({ at, allowed, refused, failed }) => (
            <tr key={at} className="border-line border-t">
              <td className="py-1.5 pr-4">{exactWords(Date.parse(at))}</td>
              <td className="py-1.5 pl-4 text-right">{number(allowed)}</td>
              <td className="py-1.5 pl-4 text-right">{number(refused)}</td>
              <td className="py-1.5 pl-4 text-right">{number(failed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
