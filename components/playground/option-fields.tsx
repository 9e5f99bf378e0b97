"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "../ui/checkbox";
import { Select } from "../ui/select";
import { TextField } from "../ui/text-field";
import type { FieldProps } from "./field-props";
import type { FlagOption, OptionName, TextOption } from "./operations";
import { LATEST, type OptionChoices, optionChoices } from "./option-choices";

/** The options of these names, each in the control it needs, with its name in the API beside it. */
export function OptionFields({ names, ...field }: FieldProps & { names: readonly OptionName[] }) {
  return names.map((name) =>
    isFlag(name) ? <FlagField key={name} {...field} name={name} /> : <ValueField key={name} {...field} name={name} />,
  );
}

const isFlag = (name: OptionName): name is FlagOption => name === "prehashed" || name === "withPlaintext";

function FlagField({ operation, draft, dispatch, name }: FieldProps & { name: FlagOption }) {
  const t = useTranslations("playground");
  return (
    <Checkbox
      label={t(`option.${name}`)}
      help={t(`optionHelp.${name}`)}
      isSelected={draft.question.options[name]}
      onChange={(isOn) => dispatch({ type: "options", operation, options: { [name]: isOn } })}
    />
  );
}

function ValueField(field: FieldProps & { name: TextOption }) {
  const { operation, of, draft, dispatch, errorOf, name } = field;
  const t = useTranslations("playground");
  const { options } = draft.question;
  const choices = optionChoices(name, of, operation, options);
  const set = (value: string) => dispatch({ type: "options", operation, options: { [name]: value } });
  if (choices) return <ChoiceField {...field} choices={choices} onChange={set} />;
  return (
    <TextField
      label={t(`option.${name}`)}
      help={t(`optionHelp.${name}`)}
      aside={<ApiName name={name} />}
      isMono
      inputMode={IS_NUMBER.has(name) ? "numeric" : undefined}
      suffix={IS_NUMBER.has(name) ? t(name === "keyBytes" ? "unit.bytes" : "unit.seconds") : undefined}
      value={options[name]}
      onChange={set}
      error={errorOf(name)}
      autoComplete="off"
      spellCheck="false"
    />
  );
}

const IS_NUMBER: ReadonlySet<TextOption> = new Set(["keyBytes", "lifetimeInSeconds", "clockToleranceInSeconds"]);

interface ChoiceFieldProps extends FieldProps {
  name: TextOption;
  choices: OptionChoices;
  onChange: (value: string) => void;
}

function ChoiceField({ of, draft, errorOf, name, choices, onChange }: ChoiceFieldProps) {
  const t = useTranslations("playground");
  const { values, byDefault } = choices;
  function labelOf(value: string): string {
    if (name === "keyVersion") {
      return value === LATEST ? t("latest", { version: of.latestVersion }) : t("version", { version: Number(value) });
    }
    const words = name === "saltLength" ? saltWords(value) : value;
    return value === byDefault ? t("byDefault", { value: words }) : words;
  }
  function saltWords(value: string): string {
    return value === "hash" || value === "auto" ? t(`salt.${value}`) : t("salt.bytes", { count: Number(value) });
  }
  return (
    <Select
      label={t(`option.${name}`)}
      help={t(`optionHelp.${name}`)}
      aside={<ApiName name={name} />}
      options={values.map((value) => ({ value, label: labelOf(value) }))}
      value={draft.question.options[name] || byDefault}
      onChange={(value) => onChange(value === LATEST ? "" : value)}
      error={errorOf(name)}
    />
  );
}

/** What the option is called in a request. */
function ApiName({ name }: { name: OptionName }) {
  return <code className="font-mono text-ink-faint">{name}</code>;
}
