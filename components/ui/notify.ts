import { ToastQueue } from "react-stately/useToastState";

export interface Notice {
  /** What is now true, one short sentence. */
  title: string;
  detail?: string;
  tone?: "good" | "bad";
  /** Takes the act back; shows the button "Undo". */
  undo?: () => void;
}

/** Shown by `ToastArea`. */
export const noticeQueue = new ToastQueue<Notice>({ maxVisibleToasts: 3 });

/** Says what is now true, for 6 seconds (12 with "Undo"; errors stay until closed). */
export function notify(notice: Notice): void {
  const timeout = notice.tone === "bad" ? undefined : notice.undo ? 12_000 : 6_000;
  noticeQueue.add(notice, { timeout });
}
