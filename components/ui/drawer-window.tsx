"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { classNames } from "./class-names";
import type { DrawerProps } from "./drawer";
import { SCRIM } from "./field-style";
import { IconButton } from "./icon-button";

export default function DrawerWindow({ title, onClose, children }: DrawerProps) {
  const t = useTranslations("ui");
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable
      className={classNames(SCRIM, "flex justify-end")}
    >
      <Modal className="h-dvh w-full max-w-[34rem] border-line border-l bg-surface shadow-overlay transition-transform duration-200 ease-calm data-entering:translate-x-full">
        <Dialog className="flex h-full flex-col outline-none">
          <div className="flex items-start justify-between gap-4 border-line border-b px-4 py-3">
            <Heading slot="title" className="min-w-0 break-words text-section">
              {title}
            </Heading>
            <IconButton slot="close" label={t("close")} icon={<X aria-hidden />} className="-mr-1.5" />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto pb-6">{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
