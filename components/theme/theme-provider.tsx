"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { THEME_COOKIE, type Theme, themeAttribute } from "./theme";

interface ThemeChoice {
  theme: Theme;
  setTheme: (theme: Theme) => void;
}

const ThemeContext = createContext<ThemeChoice>({ theme: "system", setTheme: () => undefined });

const YEAR_IN_SECONDS = 31_536_000;

/** Holds the choice of theme. The server has drawn the attribute from the cookie already, so nothing flashes. */
export function ThemeProvider({ initialTheme, children }: { initialTheme: Theme; children: ReactNode }) {
  const [theme, setState] = useState(initialTheme);
  const setTheme = useCallback((next: Theme) => {
    setState(next);
    const attribute = themeAttribute(next);
    if (attribute) document.documentElement.dataset.theme = attribute;
    else delete document.documentElement.dataset.theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every supported browser
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${YEAR_IN_SECONDS}; samesite=lax`;
  }, []);
  const choice = useMemo(() => ({ theme, setTheme }), [theme, setTheme]);
  return <ThemeContext value={choice}>{children}</ThemeContext>;
}

export function useTheme(): ThemeChoice {
  return useContext(ThemeContext);
}
