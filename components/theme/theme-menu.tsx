"use client";

import { Monitor, Moon, Sun, SunMoon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { IconButton } from "../ui/icon-button";
import { Menu } from "../ui/menu";
import { THEMES, type Theme, themeOf } from "./theme";
import { useTheme } from "./theme-provider";

const ICONS: Readonly<Record<Theme, ReactNode>> = {
  system: <Monitor aria-hidden />,
  light: <Sun aria-hidden />,
  dark: <Moon aria-hidden />,
};

const NAMES = { system: "themeSystem", light: "themeLight", dark: "themeDark" } as const;

export function ThemeMenu() {
  const t = useTranslations("layout");
  const { theme, setTheme } = useTheme();
  const entries = THEMES.map((choice) => ({ id: choice, label: t(NAMES[choice]), icon: ICONS[choice] }));
  return (
    <Menu
      label={t("theme")}
      groups={[{ id: "theme", entries }]}
      selection={{ mode: "one", selected: [theme], onChange: ([chosen]) => setTheme(themeOf(chosen)) }}
      trigger={<IconButton label={t("themeNow", { theme: t(NAMES[theme]) })} icon={<SunMoon aria-hidden />} />}
    />
  );
}
