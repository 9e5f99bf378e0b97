import { useTranslations } from "next-intl";
import { ProductName } from "../layout/product-name";
import { ThemeMenu } from "../theme/theme-menu";
import { type SetPassword, SetPasswordForm } from "./set-password-form";

/** Where a link to set a password leads. */
export function SetPasswordPage({ setPassword }: { setPassword: SetPassword }) {
  const t = useTranslations("auth");
  return (
    <main className="flex min-h-dvh flex-col px-6 py-5 sm:px-10">
      <div className="flex items-center justify-between">
        <ProductName />
        <ThemeMenu />
      </div>
      <div className="mx-auto flex w-full max-w-[22rem] flex-1 flex-col justify-center py-12">
        <h1 className="text-page">{t("setTitle")}</h1>
        <p className="mt-1 mb-6 text-ink-muted">{t("setLead")}</p>
        <SetPasswordForm setPassword={setPassword} />
      </div>
    </main>
  );
}
