import { ProductName } from "../layout/product-name";
import { ThemeMenu } from "../theme/theme-menu";
import { FollowLink } from "./follow-link";
import type { LinkActions } from "./link-actions";

/** Where a link to set a password, or to join an organisation, leads. */
export function PasswordLinkPage({ actions }: { actions: LinkActions }) {
  return (
    <main className="flex min-h-dvh flex-col px-6 py-5 sm:px-10">
      <div className="flex items-center justify-between">
        <ProductName />
        <ThemeMenu />
      </div>
      <div className="mx-auto flex w-full max-w-[22rem] flex-1 flex-col justify-center py-12">
        <FollowLink actions={actions} />
      </div>
    </main>
  );
}
