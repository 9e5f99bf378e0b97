"use client";

import type { ReactNode } from "react";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { classNames } from "./class-names";
import { FieldFrame, type FieldTexts } from "./field-frame";

export interface RadioCard {
  value: string;
  title: ReactNode;
  /** One plain sentence. */
  detail?: ReactNode;
  /** At the right end of the title's line: a state, a mark. */
  aside?: ReactNode;
  /** An icon of lucide-react in the place of the dot. */
  icon?: ReactNode;
  isDisabled?: boolean;
}

interface RadioCardsProps extends FieldTexts {
  cards: readonly RadioCard[];
  value: string | null;
  onChange: (value: string) => void;
  /** Cards beside each other where there is room. */
  columns?: 1 | 2 | 3;
  autoFocus?: boolean;
  name?: string;
}

/** One of a few things that need a sentence each. Arrow keys move and choose. */
export function RadioCards({ cards, value, onChange, columns = 1, autoFocus, name, ...texts }: RadioCardsProps) {
  return (
    <RadioGroup
      validationBehavior="aria"
      name={name}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(texts.error)}
      className="flex flex-col gap-1.5"
    >
      <FieldFrame {...texts}>
        <div className={classNames("grid gap-2", columns > 1 && "sm:grid-cols-2", columns === 3 && "lg:grid-cols-3")}>
          {cards.map((card) => (
            <Radio
              key={card.value}
              value={card.value}
              isDisabled={card.isDisabled}
              autoFocus={autoFocus && card.value === value}
              className="group flex items-start gap-3 rounded-control border border-line-strong bg-surface px-3 py-2.5 transition-colors duration-120 hover:border-line-field data-disabled:border-line data-disabled:border-dashed data-disabled:bg-sunken data-selected:border-accent data-selected:bg-accent-soft data-selected:ring-1 data-selected:ring-accent"
            >
              {card.icon ? <CardIcon icon={card.icon} /> : <Dot />}
              <span className="min-w-0 flex-1">
                <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-0.5 font-medium text-control group-data-disabled:text-ink-muted">
                  {card.title}
                  {card.aside}
                </span>
                {card.detail ? <span className="mt-0.5 block text-caption text-ink-muted">{card.detail}</span> : null}
              </span>
            </Radio>
          ))}
        </div>
      </FieldFrame>
    </RadioGroup>
  );
}

function Dot() {
  return (
    <span
      aria-hidden
      className="mt-px flex size-4 shrink-0 items-center justify-center rounded-full border border-line-field bg-surface group-data-selected:border-accent"
    >
      <span data-fill className="hidden size-2 rounded-full bg-accent group-data-selected:block" />
    </span>
  );
}

function CardIcon({ icon }: { icon: ReactNode }) {
  return (
    <span
      aria-hidden
      className="flex size-7 shrink-0 items-center justify-center rounded-small border border-line bg-sunken text-ink-muted transition-colors duration-120 group-data-selected:border-accent group-data-selected:bg-accent group-data-selected:text-accent-ink [&_svg]:size-4"
    >
      {icon}
    </span>
  );
}
