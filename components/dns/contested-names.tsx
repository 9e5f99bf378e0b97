"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ActionResult } from "@/lib/contract/console";
import type { DnsClaim, DnsZone } from "@/lib/contract/dns";
import { useConsoleChange } from "../query/use-console-change";
import { useConsoleRead } from "../query/use-console-read";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { notify } from "../ui/notify";
import { Panel } from "../ui/panel";
import { RelativeTime } from "../ui/relative-time";

type DecideClaim = (request: { zoneIdentity: string; decision: "grant" | "refuse" }) => Promise<ActionResult<DnsZone>>;

interface Question {
  of: DnsClaim;
  decision: "grant" | "refuse";
}

/** Names that several organisations want, for platform administrators to decide; nothing while there are none. */
export function ContestedNames({ decideClaim }: { decideClaim: DecideClaim }) {
  const t = useTranslations("dns.contested");
  const { data } = useConsoleRead<DnsClaim[]>(null, "contested-names");
  const { runOrExplain } = useConsoleChange(null);
  const [question, setQuestion] = useState<Question | null>(null);
  if (data === undefined || data.length === 0) return null;
  const ask = (of: DnsClaim, decision: Question["decision"]) => setQuestion({ of, decision });
  return (
    <Panel title={t("title")} isFlush className="mt-6">
      <p className="border-line border-b px-4 py-3 text-control text-ink-muted">
        <span className="block max-w-[90ch] text-pretty">{t("text")}</span>
      </p>
      <ul className="divide-y divide-line">
        {data.map((claim) => (
          <Claim key={claim.zone.identity} of={claim} onAsk={(decision) => ask(claim, decision)} />
        ))}
      </ul>
      {question === null ? null : (
        <ConfirmDialog
          isOpen
          isDangerous={question.decision === "grant"}
          onOpenChange={() => setQuestion(null)}
          title={t(`${question.decision}Title`, namesOf(question.of))}
          confirmLabel={t(question.decision)}
          onConfirm={() =>
            runOrExplain(
              () => decideClaim({ zoneIdentity: question.of.zone.identity, decision: question.decision }),
              () => notify({ title: t(`${question.decision}Done`, namesOf(question.of)) }),
            )
          }
        >
          {t(`${question.decision}Text`, namesOf(question.of))}
        </ConfirmDialog>
      )}
    </Panel>
  );
}

const namesOf = ({ zone, organisation }: DnsClaim) => ({ zone: zone.name, organisation: organisation.name });

function Claim({ of, onAsk }: { of: DnsClaim; onAsk: (decision: Question["decision"]) => void }) {
  const t = useTranslations("dns.contested");
  return (
    <li className="flex flex-wrap items-start justify-between gap-3 px-4 py-3">
      <div className="min-w-0 flex-1 basis-72 text-control">
        <p className="break-all font-medium">{of.zone.name}</p>
        <p className="text-ink-muted">
          {t.rich("wanted", { organisation: of.organisation.name, when: () => <RelativeTime value={of.since} /> })}
        </p>
        {of.publicSuffix ? <p className="text-caption text-ink-muted">{t("publicSuffix")}</p> : null}
        {of.conflicts.map(({ identity, name, relation, organisation }) => (
          <p key={identity} className="text-caption text-ink-muted">
            {t(`relation.${relation}`, { zone: name, organisation: organisation.name })}
          </p>
        ))}
      </div>
      <div className="flex gap-2">
        <Button onPress={() => onAsk("grant")}>{t("grant")}</Button>
        <Button tone="quiet" onPress={() => onAsk("refuse")}>
          {t("refuse")}
        </Button>
      </div>
    </li>
  );
}
