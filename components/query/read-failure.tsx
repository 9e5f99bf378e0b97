"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { ErrorPanel } from "../ui/error-panel";
import { NotPermitted } from "./not-permitted";

/** In place of a page's content that the server could not read; asks again without leaving the page. */
export function ReadFailure({ error }: { error: { code: string; message: string; requestId: string } }) {
  const router = useRouter();
  const [isPending, start] = useTransition();
  // Asking again does not give a right.
  if (error.code === "permission_denied") return <NotPermitted message={error.message} />;
  return (
    <ErrorPanel
      cause={error.message}
      requestId={error.requestId}
      onRetry={() => start(() => router.refresh())}
      isRetrying={isPending}
    />
  );
}
