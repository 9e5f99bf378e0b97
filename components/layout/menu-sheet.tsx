"use client";

import { Menu as MenuIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "../ui/icon-button";

const loadSheet = () => import("./sheet-window");
const SheetWindow = lazy(loadSheet);

/** Opens the menu on small screens: a sheet from the left edge. */
export function MenuSheet() {
  const t = useTranslations("layout");
  const [state, setState] = useState({ isOpen: false, wasOpened: false });
  return (
    <>
      <IconButton
        label={t("openMenu")}
        icon={<MenuIcon aria-hidden className="size-5!" />}
        aria-haspopup="dialog"
        onHoverStart={loadSheet}
        onFocus={loadSheet}
        onPress={() => setState({ isOpen: true, wasOpened: true })}
        className="-ml-2 size-10 lg:hidden"
      />
      {state.wasOpened ? (
        <Suspense fallback={null}>
          <SheetWindow isOpen={state.isOpen} onOpenChange={(isOpen) => setState({ isOpen, wasOpened: true })} />
        </Suspense>
      ) : null}
    </>
  );
}
