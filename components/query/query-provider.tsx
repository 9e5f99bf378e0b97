"use client";

import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ConsoleError } from "./console-error";

const RETRIES_MAX = 2;

/** A refusal stays a refusal: only silence and 5xx are asked again. */
function shouldRetry(failures: number, error: Error): boolean {
  if (failures >= RETRIES_MAX) return false;
  if (!(error instanceof ConsoleError)) return true;
  return error.status === 0 || error.status >= 500;
}

export function QueryProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: 5_000, retry: shouldRetry },
          // Off line a call fails at once; it must not wait and then run when nobody expects it.
          mutations: { networkMode: "always" },
        },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
