"use client";

import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { QueryProvider } from "../query/query-provider";
import type { Theme } from "../theme/theme";
import { ThemeProvider } from "../theme/theme-provider";
import { NowProvider } from "../ui/now";
import { ReaderLocaleProvider } from "../ui/reader-locale";

/** Nothing is said before the page is alive. */
const ToastArea = dynamic(() => import("../ui/toast-area"), { ssr: false });

interface ProvidersProps {
  theme: Theme;
  /** Milliseconds since 1970 at which the server drew the page. */
  now: number;
  /** For numbers; the words are English. */
  readerLocale: string;
  children: ReactNode;
}

export function Providers({ theme, now, readerLocale, children }: ProvidersProps) {
  const router = useRouter();
  return (
    <I18nProvider locale="en-GB">
      <RouterProvider navigate={(address) => router.push(address)}>
        <ThemeProvider initialTheme={theme}>
          <ReaderLocaleProvider locale={readerLocale}>
            <NowProvider initialNow={now}>
              <QueryProvider>
                {children}
                <ToastArea />
              </QueryProvider>
            </NowProvider>
          </ReaderLocaleProvider>
        </ThemeProvider>
      </RouterProvider>
    </I18nProvider>
  );
}
