"use client";

import { ArrowDown, Globe2, KeyRound, Link2, Link2Off, ListTree, type LucideIcon, Server } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { ZoneDetail } from "@/lib/contract/dns-pages";
import type { DnssecKey, DnssecStatus } from "@/lib/contract/dnssec";
import { keyAddress } from "../keys/addresses";
import { classNames } from "../ui/class-names";
import { Link } from "../ui/link";
import { Panel } from "../ui/panel";
import { Status } from "../ui/status";
import { tagsAtParent } from "./ds-at-parent";
import type { ZonePlace } from "./zone-actions";
import { zoneTitle } from "./zone-title";

interface TrustChainProps {
  of: ZoneDetail;
  place: ZonePlace;
  status: DnssecStatus;
}

/** Who vouches for whom, from the root down to the records; what each line says can be read without the picture. */
export function TrustChain({ of, place, status }: TrustChainProps) {
  const t = useTranslations("dns.dnssec");
  const { zone } = of;
  const parent = zone.name.includes(".") ? zone.name.slice(zone.name.indexOf(".") + 1) : "";
  const active = (role: DnssecKey["role"]) => status.keys.filter((key) => key.role === role && key.state === "active");
  // While a key is being rolled, the parent vouches for the next one too.
  const vouchedFor = [...tagsAtParent(status)];
  const isSigned = status.serial !== undefined;
  const isKeyUsable = status.kmsKeyUsable !== false;
  return (
    <Panel title={t("chain.title")} aside={<ChainState of={status} />}>
      <ol aria-label={t("chain.label")} className="mx-auto flex max-w-[30rem] flex-col items-center">
        <Node icon={Globe2} title={t("chain.root")} detail={t("chain.rootText")} isSound />
        <Joint isSound words={t("chain.trusts")} />
        {parent === "" ? null : (
          <>
            <Node icon={Server} title={`${parent}.`} detail={t("chain.parentText")} isSound />
            <Joint
              isSound={status.dsDelegated}
              words={t(status.dsDelegated ? "chain.ds" : isKeyUsable ? "chain.noDs" : "chain.noDsYet", {
                tags: vouchedFor.length > 0 ? vouchedFor.join(", ") : tagsOf(active("KSK")),
                count: Math.max(vouchedFor.length, 1),
              })}
            />
          </>
        )}
        <Node
          icon={KeyRound}
          title={t("chain.ksk", { tags: tagsOf(active("KSK")) })}
          detail={
            status.kmsKeyIdentity !== undefined && status.region !== undefined ? (
              <>
                {algorithmOf(active("KSK"))} ·{" "}
                <Link href={keyAddress({ ...place, region: status.region.slug, key: status.kmsKeyIdentity })}>
                  {t("chain.kmsKey", { region: status.region.slug })}
                </Link>
              </>
            ) : null
          }
          isSound={isSigned && isKeyUsable}
        />
        <Joint isSound={isSigned && isKeyUsable} words={t(isKeyUsable ? "chain.signsKeys" : "chain.signedKeys")} />
        <Node
          icon={KeyRound}
          title={t("chain.zsk", { tags: tagsOf(active("ZSK")) })}
          detail={t("chain.zskText")}
          isSound={isSigned}
        />
        <Joint isSound={isSigned} words={t("chain.signsRecords")} />
        <Node icon={ListTree} title={zoneTitle(zone)} detail={t("chain.records")} isSound={isSigned} />
      </ol>
    </Panel>
  );
}

const tagsOf = (keys: readonly DnssecKey[]) => keys.map(({ keyTag }) => keyTag).join(", ");
const algorithmOf = (keys: readonly DnssecKey[]) => keys[0]?.algorithmName ?? "";

function ChainState({ of }: { of: DnssecStatus }) {
  const t = useTranslations("dns.dnssec");
  if (of.dsDelegated && of.kmsKeyUsable === false) {
    return (
      <Status tone="warn" icon={Link2}>
        {t("chain.holds")}
      </Status>
    );
  }
  return of.dsDelegated ? (
    <Status tone="good" icon={Link2}>
      {t("chain.whole")}
    </Status>
  ) : (
    <Status tone="idle" icon={Link2Off}>
      {t("chain.open")}
    </Status>
  );
}

interface NodeProps {
  icon: LucideIcon;
  title: string;
  detail: ReactNode;
  isSound: boolean;
}

function Node({ icon: Icon, title, detail, isSound }: NodeProps) {
  return (
    <li
      className={classNames(
        "flex w-full items-center gap-3 rounded-control border px-3.5 py-2.5",
        isSound ? "border-line-strong bg-surface" : "border-line-strong border-dashed bg-sunken",
      )}
    >
      <Icon aria-hidden className={classNames("size-4.5 shrink-0", isSound ? "text-accent-text" : "text-ink-muted")} />
      <span className="min-w-0">
        <span className="block truncate font-medium">{title}</span>
        <span className="block text-caption text-ink-muted">{detail}</span>
      </span>
    </li>
  );
}

/** The link between two: solid where it holds, broken where it does not; the words say the same. */
function Joint({ isSound, words }: { isSound: boolean; words: string }) {
  return (
    <li className="flex items-center gap-2 py-1.5 text-caption">
      <ArrowDown aria-hidden className={classNames("size-4 shrink-0", isSound ? "text-good" : "text-ink-faint")} />
      <span className={isSound ? "text-ink-muted" : "font-medium text-warn"}>{words}</span>
    </li>
  );
}
