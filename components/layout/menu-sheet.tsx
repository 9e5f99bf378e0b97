"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { SCRIM } from "../ui/dialog";
import { IconButton } from "../ui/icon-button";
import { SideNavigation } from "./side-navigation";

/** The menu on small screens: a sheet from the left edge. */
export function MenuSheet() {
  const t = useTranslations("layout");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton
        label={t("openMenu")}
        icon={<MenuIcon aria-hidden className="size-5!" />}
        onPress={() => setOpen(true)}
        className="-ml-2 size-10 lg:hidden"
      />
      <ModalOverlay isOpen={isOpen} onOpenChange={setOpen} isDismissable className={SCRIM}>
        <Modal className="h-dvh w-72 max-w-[85vw] border-line border-r bg-sunken shadow-overlay transition-transform duration-200 ease-calm data-entering:-translate-x-full data-exiting:-translate-x-full">
          <Dialog aria-label={t("menu")} className="h-full outline-none">
            <SideNavigation onLeave={() => setOpen(false)} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
