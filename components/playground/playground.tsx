"use client";

import { FlaskConical } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { KeyRow } from "@/lib/contract/console";
import type { Scope } from "../layout/scope";
import { EmptyState } from "../ui/empty-state";
import { Panel } from "../ui/panel";
import { KeyPlayground } from "./key-playground";
import type { PlaygroundActions } from "./playground-actions";

/** The combo box is the heaviest control of the console: it arrives after the page, in a place of its size. */
const KeyPicker = dynamic(() => import("./key-picker").then((module) => module.KeyPicker), {
  ssr: false,
  loading: () => <div aria-hidden className="h-[82px] max-w-[30rem]" />,
});

interface PlaygroundProps {
  scope: Scope;
  origin: string;
  actions: PlaygroundActions;
}

/** Choose a key, then try it. The choice is in the address, what one types never is. */
export function Playground({ scope, origin, actions }: PlaygroundProps) {
  const t = useTranslations("playground");
  const path = usePathname();
  const search = useSearchParams();
  const region = search.get("region");
  const key = search.get("key");

  function choose(chosen: KeyRow) {
    const next = new URLSearchParams({ region: chosen.region.slug, key: chosen.slug });
    if (scope.project !== null) next.set("project", scope.project);
    window.history.pushState(null, "", `${path}?${next}`);
  }

  return (
    <div className="flex flex-col gap-5">
      <KeyPicker key={`${region}/${key}`} scope={scope} chosen={key ?? ""} onChoose={choose} />
      {region && key ? (
        <KeyPlayground key={`${region}/${key}`} place={{ ...scope, region, key }} origin={origin} actions={actions} />
      ) : (
        <Panel isFlush>
          <EmptyState icon={<FlaskConical />} title={t("emptyTitle")}>
            {t("emptyText")}
          </EmptyState>
        </Panel>
      )}
    </div>
  );
}
