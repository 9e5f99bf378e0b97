"use client";

import { useTranslations } from "next-intl";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { SCRIM } from "../ui/field-style";
import { SideNavigation } from "./side-navigation";

interface SheetWindowProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

export default function SheetWindow({ isOpen, onOpenChange }: SheetWindowProps) {
  const t = useTranslations("layout");
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={onOpenChange} isDismissable className={SCRIM}>
      <Modal className="h-dvh w-72 max-w-[85vw] border-line border-r bg-sunken shadow-overlay transition-transform duration-200 ease-calm data-entering:-translate-x-full data-exiting:-translate-x-full">
        <Dialog aria-label={t("menu")} className="h-full outline-none">
          <SideNavigation onLeave={() => onOpenChange(false)} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
