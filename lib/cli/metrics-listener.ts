import { createServer } from "node:http";
import { renderMetrics } from "@/lib/platform/render-metrics";
import { listenRefusal } from "./listen";

/** Serves `/metrics` without a token on a loopback port of its own. Throws StartError; returns the way to close it. */
export async function listenForMetrics(port: number): Promise<() => void> {
  const server = createServer(async (request, response) => {
    if (request.url !== "/metrics") return response.writeHead(404).end();
    try {
      const text = await renderMetrics();
      response.writeHead(200, { "content-type": "text/plain; version=0.0.4; charset=utf-8" }).end(text);
    } catch {
      response.writeHead(503).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(listenRefusal(error, "127.0.0.1", port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  return () => {
    server.close();
    server.closeAllConnections();
  };
}
