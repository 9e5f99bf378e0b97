const NEEDS_TEXT = /^(thalassa-cloud|tcloud)/i;

/** Fields of answers that are documented as numbers and that some clients can only decode as text. */
const FIELD = "keyVersion";

/**
 * Gives `keyVersion` the form the client can read: the documented JSON number, or a string to clients whose User-Agent
 * begins with `thalassa-cloud` or `tcloud`, which declare it as one. The only place that decides.
 */
export function withKeyVersionFor(userAgent: string, body: unknown): unknown {
  if (!NEEDS_TEXT.test(userAgent)) return body;
  if (typeof body === "object" && body !== null && "results" in body && Array.isArray(body.results))
    return { ...body, results: body.results.map(withText) };
  return withText(body);
}

function withText(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !(FIELD in body) || typeof body[FIELD] !== "number") return body;
  return { ...body, [FIELD]: String(body[FIELD]) };
}
