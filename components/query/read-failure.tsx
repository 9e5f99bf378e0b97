"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { ErrorPanel } from "../ui/error-panel";

/** In place of a page's content that the server could not read; asks again without leaving the page. */
export function ReadFailure({ error }: { error: { message: string; requestId: string } }) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  return (
    <ErrorPanel
      cause={error.message}
      requestId={error.requestId}
      onRetry={() => start(() => router.refresh())}
      isRetrying={isPending}
    />
  );
}
