"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";

export type ExportState =
  | { readonly kind: "idle" }
  | { readonly kind: "running"; readonly lines: number }
  | { readonly kind: "done"; readonly lines: number }
  | { readonly kind: "failed"; readonly message: string };

const LINE_FEED = 10;
const REPORT_EVERY_MS = 200;

/** Reads a file that is made while it is sent, tells how many lines have come, and saves it at the end. */
export function useExport() {
  const t = useTranslations("ui");
  const [state, setState] = useState<ExportState>({ kind: "idle" });
  const running = useRef<AbortController | null>(null);

  async function start(address: string, name: string): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setState({ kind: "running", lines: 0 });
    try {
      const response = await fetch(address, { signal: controller.signal, credentials: "same-origin" });
      if (!response.ok || response.body === null) throw new Error(await reasonOf(response));
      const { blob, lines } = await collect(response.body, (count) => setState({ kind: "running", lines: count }));
      save(new Blob(blob, { type: response.headers.get("content-type") ?? "" }), name);
      setState({ kind: "done", lines });
    } catch (error) {
      if (controller.signal.aborted) setState({ kind: "idle" });
      else
        setState({
          kind: "failed",
          message: error instanceof TypeError ? t("errorNetwork") : String(Error(String(error)).message),
        });
    }
  }

  return { state, start, cancel: () => running.current?.abort() };
}

async function reasonOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === "object" && body !== null && "message" in body && typeof body.message === "string")
    return body.message;
  return `${response.status} ${response.statusText}`;
}

async function collect(stream: ReadableStream<Uint8Array<ArrayBuffer>>, tell: (lines: number) => void) {
  const blob: Uint8Array<ArrayBuffer>[] = [];
  let lines = 0;
  let told = 0;
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    blob.push(part.value);
    for (const byte of part.value) if (byte === LINE_FEED) lines += 1;
    if (performance.now() - told < REPORT_EVERY_MS) continue;
    told = performance.now();
    tell(lines);
  }
  return { blob, lines };
}

function save(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
