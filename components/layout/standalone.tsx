import type { ReactNode } from "react";
import { ProductName } from "./product-name";

interface StandaloneProps {
  title: string;
  text: string;
  children?: ReactNode;
}

/** A page without the shell: nothing here, something broke, nowhere to go. */
export function Standalone({ title, text, children }: StandaloneProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center px-6 py-16">
      <div className="mb-8">
        <ProductName />
      </div>
      <h1 className="text-page">{title}</h1>
      <p className="mt-2 max-w-[60ch] text-body text-ink-muted">{text}</p>
      {children ? <div className="mt-6 flex flex-wrap items-center gap-4">{children}</div> : null}
    </main>
  );
}
