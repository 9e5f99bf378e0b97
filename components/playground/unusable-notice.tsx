"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { Button } from "../ui/button";

interface UnusableNoticeProps extends Pick<KmsKey, "status"> {
  onEnable: () => Promise<void>;
}

/** Says why the key of a panel does nothing at the moment, and offers the way out where there is one. */
export function UnusableNotice({ status, onEnable }: UnusableNoticeProps) {
  const t = useTranslations("playground");
  const [isPending, setPending] = useState(false);

  async function enable() {
    setPending(true);
    await onEnable();
    setPending(false);
  }

  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-control border border-warn/40 bg-warn-soft py-2 pr-2 pl-3 text-control">
      <p role="status" className="flex min-w-0 flex-1 basis-60 items-start gap-2.5">
        <TriangleAlert aria-hidden className="mt-px size-4 shrink-0 text-warn" />
        {t(status === "disabled" ? "isDisabled" : "isDeleting")}
      </p>
      {KEY_TRANSITIONS.enable.from.includes(status) ? (
        <Button className="h-7" onPress={() => void enable()} isPending={isPending}>
          {t("enable")}
        </Button>
      ) : null}
    </div>
  );
}
