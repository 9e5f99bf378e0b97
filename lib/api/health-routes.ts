import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import { KmsError } from "@/lib/contract/kms-error";
import { openRuntime } from "@/lib/kms/runtime";
import { config } from "@/lib/platform/config";
import { homeDatabase } from "@/lib/platform/db";
import { diskSpace } from "@/lib/platform/disk-space";
import { renderMetrics } from "@/lib/platform/render-metrics";
import { regionHealth } from "@/lib/regions/health";
import { allRegions } from "@/lib/regions/registry";
import { type Bindings, send } from "./answer";
import { documentHeaders } from "./document-headers";
import { errorAnswer } from "./error-answer";

/** `/healthz`: the process runs. `/readyz`: it can serve. `/metrics`: Prometheus, behind METRICS_TOKEN. */
export function healthRoutes(): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  app.get("/healthz", (context) => context.json({ status: "ok" }, 200, documentHeaders()));
  app.get("/readyz", async (context) => {
    const states = await readiness();
    return context.json(states, states.ready ? 200 : 503, documentHeaders());
  });
  app.get("/metrics", async (context) => {
    if (!hasMetricsToken(context.req.header("authorization"))) {
      return send(context.env ?? {}, errorAnswer(metricsRefusal()));
    }
    const headers = documentHeaders({ "content-type": "text/plain; version=0.0.4; charset=utf-8" });
    return context.text(await renderMetrics(), 200, headers);
  });
  return app;
}

/** Ready while the home database and at least one region work. */
async function readiness(): Promise<{
  ready: boolean;
  home: string;
  regions: Record<string, string>;
  storage: string;
}> {
  try {
    await openRuntime();
    const states = await Promise.all(
      allRegions().map(async (region) => [region.slug, (await regionHealth(region)).state] as const),
    );
    const home = await homeState();
    const working = states.some(([, state]) => state === "available" || state === "slow");
    return {
      ready: home === "available" && working,
      home,
      regions: Object.fromEntries(states),
      storage: diskSpace().state,
    };
  } catch {
    return { ready: false, home: "unreachable", regions: {}, storage: diskSpace().state };
  }
}

async function homeState(): Promise<string> {
  try {
    await homeDatabase().pool.query("SELECT 1");
    return "available";
  } catch {
    return "unreachable";
  }
}

function hasMetricsToken(authorization: string | undefined): boolean {
  const { metricsToken } = config();
  // The name of a scheme is read without regard to case (RFC 9110, section 11.1).
  const given = /^Bearer +(.+)$/i.exec(authorization ?? "")?.[1];
  if (metricsToken === undefined || given === undefined) return false;
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(metricsToken));
}

function metricsRefusal(): KmsError {
  const message =
    config().metricsToken === undefined
      ? "Metrics are off: set METRICS_TOKEN to read them here, or METRICS_PORT for a port of their own."
      : "Authorization: Bearer with METRICS_TOKEN is required.";
  return new KmsError("unauthenticated", { message });
}
