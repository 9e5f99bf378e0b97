"use client";

import { useTranslations } from "next-intl";
import { useId } from "react";
import { EVERYTHING } from "@/lib/contract/permissions";
import { Checkbox } from "../ui/checkbox";
import { FieldError } from "../ui/field-error";
import { LABEL } from "../ui/field-style";
import { type PermissionNode, permissionTree, typesOf } from "./permission-tree";
import { verbWords } from "./rule-words";

interface PermissionFieldsProps {
  resources: readonly string[];
  selected: readonly string[];
  onChange: (selected: string[]) => void;
  error?: string;
}

/** The permissions of some resource types: below each stands what it contains, and is held with it. */
export function PermissionFields({ resources, selected, onChange, error }: PermissionFieldsProps) {
  const t = useTranslations("roles");
  const id = useId();
  const isEvery = selected.includes(EVERYTHING);
  const tree = permissionTree(typesOf(resources));

  function toggle(verb: string, isOn: boolean) {
    onChange(isOn ? [...selected, verb] : selected.filter((other) => other !== verb));
  }

  return (
    <fieldset
      aria-labelledby={`${id}-name`}
      aria-describedby={`${id}-help`}
      data-invalid={error !== undefined || undefined}
      className="flex flex-col gap-1.5"
    >
      <p id={`${id}-name`} className={LABEL}>
        {t("rule.permissions")}
      </p>
      <p id={`${id}-help`} className="-mt-0.5 text-caption text-ink-muted">
        {t("rule.permissionsHelp")}
      </p>
      {error ? <FieldError message={error} /> : null}
      <div className="mt-1 rounded-control border border-line">
        <div className="border-line border-b px-3 py-2.5">
          <Checkbox
            label={t("rule.every")}
            help={t("rule.everyHelp")}
            isSelected={isEvery}
            onChange={(isOn) => toggle(EVERYTHING, isOn)}
          />
        </div>
        <div className="columns-2 gap-6 px-3 py-3 max-sm:columns-1">
          {tree.map((node) => (
            <div key={node.verb} className="mb-3 break-inside-avoid last:mb-0">
              <PermissionBranch
                node={node}
                selected={selected}
                holder={isEvery ? t("rule.every") : null}
                onToggle={toggle}
              />
            </div>
          ))}
        </div>
      </div>
    </fieldset>
  );
}

interface PermissionBranchProps {
  node: PermissionNode;
  selected: readonly string[];
  /** Words of the chosen permission above that contains it; null where there is none. */
  holder: string | null;
  onToggle: (verb: string, isOn: boolean) => void;
}

function PermissionBranch({ node, selected, holder, onToggle }: PermissionBranchProps) {
  const t = useTranslations("roles");
  const { verb, children } = node;
  const words = verbWords(verb, t);
  const isOwn = selected.includes(verb);
  return (
    <>
      <Checkbox
        label={
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span className="first-letter:uppercase">{words}</span>
            <code className="font-mono font-normal text-caption text-ink-muted">{verb}</code>
            {holder === null ? null : (
              <span className="font-normal text-caption text-ink-muted">{t("rule.containedIn", { name: holder })}</span>
            )}
          </span>
        }
        isSelected={isOwn || holder !== null}
        isDisabled={holder !== null}
        onChange={(isOn) => onToggle(verb, isOn)}
      />
      {children.length === 0 ? null : (
        <div className="mt-1.5 ml-[7px] flex flex-col gap-1.5 border-line border-l pl-4">
          {children.map((child) => (
            <div key={child.verb}>
              <PermissionBranch
                node={child}
                selected={selected}
                holder={holder ?? (isOwn ? words : null)}
                onToggle={onToggle}
              />
            </div>
          ))}
        </div>
      )}
    </>
  );
}
