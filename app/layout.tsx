import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { readerLocaleOf } from "@/components/i18n/reader-locale-of";
import { Providers } from "@/components/layout/providers";
import { THEME_COOKIE, themeAttribute, themeOf } from "@/components/theme/theme";
import { clock } from "@/lib/platform/clock";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("layout");
  return {
    title: { default: t("product"), template: `%s · ${t("product")}` },
    icons: { icon: "/icon.svg" },
    robots: { index: false, follow: false },
    referrer: "same-origin",
  };
}

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [jar, given] = await Promise.all([cookies(), headers()]);
  const theme = themeOf(jar.get(THEME_COOKIE)?.value);
  return (
    <html lang="en" data-theme={themeAttribute(theme)} className={`${GeistSans.variable} ${GeistMono.variable}`}>
      <head>
        {/* React Aria reads the nonce for the few style elements it adds. The browser hides it from the page's scripts' attributes. */}
        <meta property="csp-nonce" nonce={given.get("x-nonce") ?? undefined} suppressHydrationWarning />
      </head>
      <body>
        <NextIntlClientProvider>
          <Providers theme={theme} now={clock.nowMs()} readerLocale={readerLocaleOf(given.get("accept-language"))}>
            {children}
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
