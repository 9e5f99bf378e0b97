"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { KEY_TRANSITIONS } from "@/lib/contract/key-lifecycle";
import type { KmsKey } from "@/lib/contract/kms";
import { Button } from "../ui/button";
import { Select } from "../ui/select";
import type { KeyActions, KeyPlace } from "./key-actions";
import { workOf } from "./key-work";
import { useVersionChanges } from "./use-version-changes";

interface LowestVersionFormProps {
  of: KmsKey;
  place: KeyPlace;
  updateVersions: KeyActions["updateVersions"];
}

/** The lowest version that may be used. Raising it shuts out all that is older, at once; it can be lowered again. */
export function LowestVersionForm({ of, place, updateVersions }: LowestVersionFormProps) {
  const t = useTranslations("keys");
  const { setLowest } = useVersionChanges(place, updateVersions);
  const [chosen, setChosen] = useState(String(of.minDecryptionVersion));
  const [isPending, setPending] = useState(false);
  const isAllowed = KEY_TRANSITIONS.update_versions.from.includes(of.status);
  const options = of.versions.map(({ version }) => ({
    value: String(version),
    label: version === 1 ? t("version.lowestAll") : t("version.lowestFrom", { version }),
  }));

  async function save(event: FormEvent) {
    event.preventDefault();
    setPending(true);
    await setLowest(of, Number(chosen));
    setPending(false);
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      <Select
        label={t("version.lowest")}
        help={t("version.lowestHelp", { work: workOf(of) })}
        options={options}
        value={chosen}
        onChange={setChosen}
        isDisabled={!isAllowed}
      />
      <Button
        type="submit"
        className="self-start"
        isPending={isPending}
        isDisabled={!isAllowed || chosen === String(of.minDecryptionVersion)}
      >
        {t("version.lowestSave")}
      </Button>
    </form>
  );
}
