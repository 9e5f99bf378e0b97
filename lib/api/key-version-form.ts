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

/** Gives the region of an answer about DNSSEC the form the client can read: the same clients declare it as its slug. */
export function withRegionFor<Answer extends { readonly region?: { readonly slug: string } | undefined }>(
  userAgent: string,
  answer: Answer,
): Answer | (Omit<Answer, "region"> & { readonly region: string }) {
  if (!NEEDS_TEXT.test(userAgent) || answer.region === undefined) return answer;
  return { ...answer, region: answer.region.slug };
}
