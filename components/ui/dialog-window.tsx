"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { classNames } from "./class-names";
import { SCRIM } from "./field-style";
import { IconButton } from "./icon-button";

export interface DialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  children: ReactNode;
  /** Buttons at the foot, the main one last. */
  footer?: ReactNode;
  size?: "narrow" | "wide";
  /** Is to be answered: no close button, and a click outside does nothing. Escape cancels, as everywhere. */
  isDecision?: boolean;
}

/** A window over the page. At 390 px it rises from the lower edge. Loaded when the first one opens. */
export default function DialogWindow({
  isOpen,
  onOpenChange,
  title,
  children,
  footer,
  size = "narrow",
  isDecision,
}: DialogProps) {
  const t = useTranslations("ui");
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={!isDecision}
      className={classNames(SCRIM, "flex items-start justify-center p-4 pt-[12vh] max-sm:items-end max-sm:p-0")}
    >
      <Modal
        className={classNames(
          "flex max-h-[80vh] w-full flex-col rounded-panel border border-line bg-raised shadow-overlay transition duration-150 ease-calm data-entering:translate-y-2 data-entering:opacity-0 max-sm:rounded-b-none",
          size === "narrow" ? "max-w-[30rem]" : "max-w-[44rem]",
        )}
      >
        <AriaDialog role={isDecision ? "alertdialog" : "dialog"} className="flex min-h-0 flex-col outline-none">
          <div className="flex items-center justify-between gap-4 px-5 pt-4 pb-1">
            <Heading slot="title" className="text-section">
              {title}
            </Heading>
            {isDecision ? null : (
              <IconButton slot="close" label={t("close")} icon={<X aria-hidden />} className="-mr-2" />
            )}
          </div>
          <div className="min-h-0 overflow-auto px-5 pt-1 pb-5 text-body">{children}</div>
          {footer ? (
            <div className="flex justify-end gap-2 rounded-b-panel border-line border-t bg-sunken px-5 py-3">
              {footer}
            </div>
          ) : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
