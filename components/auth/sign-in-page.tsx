import { Globe2, History, Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import { ProductName } from "../layout/product-name";
import { ThemeMenu } from "../theme/theme-menu";
import { SignInAndGo } from "./sign-in-and-go";
import { Waves } from "./waves";

const PROMISES = [
  { text: "factRegions", icon: Globe2 },
  { text: "factAudit", icon: History },
  { text: "factLifecycle", icon: Zap },
] as const;

interface SignInPageProps {
  /** Where one wanted to go. */
  callbackUrl: string | null;
  /** One was signed in until the session ended. */
  hasEnded: boolean;
  host: string;
}

/** The form at the left; what the installation promises at the right, where there is room. */
export function SignInPage({ callbackUrl, hasEnded, host }: SignInPageProps) {
  const t = useTranslations("auth");
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <main className="flex flex-col px-6 py-5 sm:px-10">
        <div className="flex items-center justify-between">
          <ProductName />
          <ThemeMenu />
        </div>
        <div className="mx-auto flex w-full max-w-[22rem] flex-1 flex-col justify-center py-12">
          <h1 className="text-page">{t("title")}</h1>
          <p className="mt-1 mb-6 text-ink-muted">
            {hasEnded ? `${t("ended")} ` : null}
            {callbackUrl ? t("expired") : t("lead", { host })}
          </p>
          <SignInAndGo callbackUrl={callbackUrl} />
        </div>
      </main>
      <aside className="relative hidden flex-col justify-end overflow-hidden border-line border-l bg-sunken p-12 lg:flex">
        <Waves />
        <div className="relative max-w-[30rem]">
          <h2 className="text-page">{t("promiseTitle")}</h2>
          <p className="mt-1 text-ink-muted">{t("promiseText")}</p>
          <ul className="mt-6 flex flex-col gap-3">
            {PROMISES.map(({ text, icon: Icon }) => (
              <li key={text} className="flex items-start gap-3 text-control">
                <Icon aria-hidden strokeWidth={1.75} className="mt-px size-4 shrink-0 text-accent-text" />
                {t(text)}
              </li>
            ))}
          </ul>
        </div>
      </aside>
    </div>
  );
}
