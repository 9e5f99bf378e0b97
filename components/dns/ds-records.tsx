"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DnssecStatus, DsRecord } from "@/lib/contract/dnssec";
import { CopyButton } from "../ui/copy-button";
import { Disclosure } from "../ui/disclosure";
import { SegmentedControl } from "../ui/segmented-control";
import { Status } from "../ui/status";
import { tagsAtParent } from "./ds-at-parent";

/** The DS records that the parent must have, whole and in the parts that registrars ask for. */
export function DsRecords({ of }: { of: DnssecStatus }) {
  const t = useTranslations("dns.dnssec");
  const { dsRecords, dsDelegated, keys } = of;
  const there = tagsAtParent(of);
  const digests = [...new Set(dsRecords.map(({ digestTypeName }) => digestTypeName))];
  const [digest, setDigest] = useState(digests[0] ?? "SHA-256");
  const shown = dsRecords.filter(({ digestTypeName }) => digestTypeName === digest);
  const isActive = ({ keyTag }: DsRecord) => keys.some((key) => key.keyTag === keyTag && key.state === "active");
  return (
    <section aria-label={t("ds.label")} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="max-w-[52ch] text-control text-ink-muted">{t(textOf())}</p>
        <SegmentedControl
          label={t("ds.digest")}
          options={digests.map((name) => ({ value: name, label: name }))}
          value={digest}
          onChange={setDigest}
        />
      </div>
      {shown.map((ds) => (
        <Ds
          key={ds.record}
          of={ds}
          part={shown.length === 1 ? null : isActive(ds) ? "ofKey" : "ofNextKey"}
          isThere={there.has(ds.keyTag)}
        />
      ))}
    </section>
  );

  function textOf() {
    if (shown.length === 1) return dsDelegated ? "ds.textThere" : "ds.text";
    return shown.every(({ keyTag }) => there.has(keyTag)) ? "ds.textAllThere" : "ds.textAll";
  }
}

/** `part` is that of its key where there are several. */
function Ds({ of, part, isThere }: { of: DsRecord; part: "ofKey" | "ofNextKey" | null; isThere: boolean }) {
  const t = useTranslations("dns.dnssec");
  const [keyTag = "", algorithm = "", digestType = "", ...digest] = of.record.split(" ");
  const parts = [
    { name: t("ds.keyTag"), value: keyTag },
    { name: t("ds.algorithm"), value: algorithm },
    { name: t("ds.digestType"), value: digestType },
    { name: t("ds.digestPart"), value: digest.join("") },
    { name: t("ds.publicKey"), value: of.publicKey },
  ];
  return (
    <div>
      {part === null ? null : (
        <p className="mb-1 flex flex-wrap items-center justify-between gap-x-3 text-caption text-ink-muted">
          {t(`ds.${part}`, { keyTag: of.keyTag })}
          <Status tone={isThere ? "good" : "warn"}>{t(isThere ? "ds.isThere" : "ds.isMissing")}</Status>
        </p>
      )}
      <div className="flex items-start gap-2 rounded-control border border-line bg-sunken py-1.5 pr-1.5 pl-3">
        <code className="min-w-0 flex-1 break-all py-1 font-mono text-control">{of.record}</code>
        <CopyButton value={of.record} label={t("ds.copy", { keyTag: of.keyTag })} />
      </div>
      <Disclosure title={t("ds.parts")} className="mt-1">
        <dl className="mt-1 grid gap-x-4 gap-y-1.5 sm:grid-cols-[max-content_minmax(0,1fr)]">
          {parts.map(({ name, value }) => (
            <div key={name} className="contents">
              <dt className="pt-1 text-caption text-ink-muted">{name}</dt>
              <dd className="flex min-w-0 items-start gap-1">
                <code className="min-w-0 break-all pt-1 font-mono text-caption">{value}</code>
                <CopyButton value={value} label={name} look="small" />
              </dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </div>
  );
}
