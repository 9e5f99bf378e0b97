import { readEnvironment } from "@/lib/platform/config";

const WATCH_MS = 500;

/**
 * npm runs a script through a shell that ends without passing a stop on: its child would run on unseen. Losing the
 * parent counts as being asked to stop.
 */
export function stopWithNpm(): void {
  if (!readEnvironment("npm_lifecycle_event")) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, WATCH_MS);
  watch.unref();
}
