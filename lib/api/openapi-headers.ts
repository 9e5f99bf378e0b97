/** Response headers that the OpenAPI document describes once and refers to by name. */
export const RESPONSE_HEADERS = {
  "X-Request-Id": {
    description: "Names this call in the log and in the audit record.",
    required: true,
    schema: { type: "string", pattern: "^req-[0-9a-v]{20}$" },
  },
  Link: {
    description:
      'Where the list goes on: the relative address of the next page with rel="next" (RFC 8288). Absent on the last.',
    schema: { type: "string" },
  },
  ETag: {
    description: "The objectVersion in quotation marks, as If-Match takes it (RFC 9110, section 8.8.3).",
    required: true,
    schema: { type: "string" },
  },
  "Idempotency-Replayed": {
    description: "true where the answer is the one that an earlier call with the same Idempotency-Key got.",
    schema: { type: "string", const: "true" },
  },
  "WWW-Authenticate": {
    description: "The scheme of the credential that is missing (RFC 9110, section 11.6.1).",
    required: true,
    schema: { type: "string" },
  },
  Allow: {
    description: "The methods of the address (RFC 9110, section 10.2.1).",
    required: true,
    schema: { type: "string" },
  },
  "Accept-Encoding": {
    description: "What a request body may be encoded with: nothing (RFC 9110, section 12.5.3).",
    required: true,
    schema: { type: "string", const: "identity" },
  },
  "Retry-After": {
    description: "Seconds to wait before the next attempt (RFC 9110, section 10.2.3).",
    required: true,
    schema: { type: "integer", minimum: 1 },
  },
} as const;

type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** Headers that come with a status, beside those of every answer. */
const OF_STATUS: Readonly<Record<number, ResponseHeader>> = {
  401: "WWW-Authenticate",
  405: "Allow",
  415: "Accept-Encoding",
  429: "Retry-After",
  503: "Retry-After",
};

/** References to the headers of an answer: those of every one, of its status, and further ones of its route. */
export function responseHeaders(
  status: number,
  ofRoute: readonly ResponseHeader[] = [],
): Record<string, { $ref: string }> {
  const ofStatus = OF_STATUS[status];
  const names = ["X-Request-Id", ...(ofStatus ? [ofStatus] : []), ...ofRoute];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
