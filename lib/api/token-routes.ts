import { type Context, Hono } from "hono";
import { z } from "zod";
import { type ExchangeRequest, exchangeToken } from "@/lib/access/exchange-token";
import { issueToken, type TokenRequest } from "@/lib/access/issue-token";
import { tokenKeySet } from "@/lib/access/token-key";
import { API_SCOPES } from "@/lib/contract/access";
import { errorStatus } from "@/lib/contract/errors";
import { isKmsError, KmsError } from "@/lib/contract/kms-error";
import type { Call } from "@/lib/door/call";
import { openRuntime } from "@/lib/kms/runtime";
import { config } from "@/lib/platform/config";
import { type Answer, type Bindings, send } from "./answer";
import { apiCall } from "./api-call";
import { documentHeaders } from "./document-headers";
import { errorAnswer } from "./error-answer";
import { type HttpInput, nodeInput, webInput } from "./http-input";

const PATH = "/oidc/token";
/** Addresses beside those of the route table, and their methods. */
export const TOKEN_ADDRESSES: Readonly<Record<string, string>> = {
  [PATH]: "POST",
  "/.well-known/jwks.json": "GET",
  "/.well-known/openid-configuration": "GET",
};

const CLIENT_CREDENTIALS = "client_credentials";
/** RFC 8693, sections 2.1 and 3. */
const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt";
const SUBJECT_TOKEN_TYPES: readonly string[] = [JWT_TYPE, "urn:ietf:params:oauth:token-type:id_token"];
const ACCESS_TOKEN_TYPE = "urn:ietf:params:oauth:token-type:access_token";

const FORM_BYTES_MAX = 65_536;
const LIFETIME_DEFAULT = 3_600;
const LIFETIME_MIN = 60;
const LIFETIME_MAX = 86_400;
const KEYS_KEPT = { "cache-control": "public, max-age=300" };

/** `POST /oidc/token` and the two documents with which others find and verify our tokens. */
export function tokenRoutes(): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  app.post(PATH, async (context) => send(context.env ?? {}, await answerToken(context)));
  app.get("/.well-known/jwks.json", async (context) => {
    await openRuntime();
    return context.json(await tokenKeySet(), 200, documentHeaders(KEYS_KEPT));
  });
  app.get("/.well-known/openid-configuration", (context) =>
    context.json(discovery(config().publicUrl), 200, documentHeaders(KEYS_KEPT)),
  );
  return app;
}

/** OpenID Connect Discovery 1.0, section 3, and RFC 8414. */
function discovery(issuer: string) {
  return {
    issuer,
    token_endpoint: `${issuer}${PATH}`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    grant_types_supported: [CLIENT_CREDENTIALS, TOKEN_EXCHANGE],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "none"],
    scopes_supported: API_SCOPES,
    response_types_supported: [],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["ES256"],
  };
}

async function answerToken(context: Context<{ Bindings: Bindings }>): Promise<Answer> {
  const incoming = context.env?.incoming;
  const input = incoming === undefined ? webInput(context.req.raw) : nodeInput(incoming);
  const call = apiCall(input, PATH, new URLSearchParams());
  const headers = { pragma: "no-cache" };
  try {
    await openRuntime();
    return { status: 200, requestId: call.requestId, headers, body: await grant(call, input, await readForm(input)) };
  } catch (error) {
    return oauthAnswer(error, call.requestId);
  }
}

const OAUTH_CODES: readonly string[] = ["invalid_client", "unsupported_grant_type", "invalid_scope"];

/** The error in the form of RFC 6749, section 5.2. */
function oauthAnswer(thrown: unknown, requestId: string): Answer {
  const answer = errorAnswer(thrown, requestId);
  const error = isKmsError(thrown) ? thrown : new KmsError("internal");
  const status = errorStatus(error.code);
  const isRefusal = status < 500 && status !== 429;
  const isInvalid = isRefusal && !OAUTH_CODES.includes(error.code);
  const word = isInvalid ? "invalid_request" : isRefusal ? error.code : "temporarily_unavailable";
  const challenge: Record<string, string> = status === 401 ? { "www-authenticate": 'Basic realm="pelagos"' } : {};
  return {
    ...answer,
    status: isInvalid ? 400 : status,
    headers: { ...answer.headers, ...challenge, pragma: "no-cache" },
    body: { error: word, error_description: error.message },
  };
}

const invalid = (message: string) => new KmsError("invalid_request", { message });

async function readForm(input: HttpInput): Promise<URLSearchParams> {
  if (Number(input.header("content-length") ?? 0) > FORM_BYTES_MAX) {
    await input.discard();
    throw new KmsError("payload_too_large", { message: "The request body is larger than 64 KiB." });
  }
  const mediaType = input.header("content-type")?.split(";", 1)[0]?.trim().toLowerCase();
  if (mediaType !== "application/x-www-form-urlencoded") {
    throw invalid("The request body must be a form: Content-Type: application/x-www-form-urlencoded.");
  }
  const form = new URLSearchParams(new TextDecoder().decode(await input.readBytes(FORM_BYTES_MAX)));
  const seen = new Set<string>();
  for (const name of form.keys()) {
    // RFC 6749, section 3.2: parameters must not be included more than once.
    if (seen.has(name)) throw invalid("Each field must be given only once.");
    seen.add(name);
  }
  return form;
}

async function grant(call: Call, input: HttpInput, form: URLSearchParams): Promise<unknown> {
  const type = form.get("grant_type");
  if (type === null) throw invalid("grant_type: is required.");
  if (type === CLIENT_CREDENTIALS) return issueToken(call, requestOf(input, form));
  if (type === TOKEN_EXCHANGE) return exchangeToken(call, exchangeOf(input, form));
  throw new KmsError("unsupported_grant_type");
}

const optionsOf = (form: URLSearchParams) => ({
  scope: form.get("scope") || null,
  project: form.get("project") || null,
  lifetimeInSeconds: lifetimeOf(form.get("access_token_lifetime")),
});

function requestOf(input: HttpInput, form: URLSearchParams): TokenRequest {
  return { ...clientOf(input, form), ...optionsOf(form) };
}

/** The subject token is all the proof there is; what would claim or ask for more is refused, not ignored. */
function exchangeOf(input: HttpInput, form: URLSearchParams): ExchangeRequest {
  if (input.header("authorization") !== null) throw invalid("Authorization: has no place in a token exchange.");
  const refused = ["actor_token", "actor_token_type", "resource", "audience"].find((name) => form.has(name));
  if (refused !== undefined) throw invalid(`${refused}: is not supported.`);
  if (!SUBJECT_TOKEN_TYPES.includes(form.get("subject_token_type") ?? "")) {
    throw invalid(`subject_token_type: must be ${SUBJECT_TOKEN_TYPES.join(" or ")}.`);
  }
  if ((form.get("requested_token_type") || ACCESS_TOKEN_TYPE) !== ACCESS_TOKEN_TYPE) {
    throw invalid(`requested_token_type: must be ${ACCESS_TOKEN_TYPE}.`);
  }
  return {
    subjectToken: required(form, "subject_token"),
    organisation: required(form, "organisation_id"),
    serviceAccount: required(form, "service_account_id"),
    ...optionsOf(form),
  };
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw invalid(`${name}: is required.`);
}

const BASIC = /^Basic +([A-Za-z0-9+/]+=*)$/i;

/** RFC 6749, section 2.3.1; both ways at once are refused (section 2.3). */
function clientOf(input: HttpInput, form: URLSearchParams): { clientId: string; clientSecret: string } {
  const authorization = input.header("authorization");
  if (authorization === null) {
    return { clientId: form.get("client_id") ?? "", clientSecret: form.get("client_secret") ?? "" };
  }
  if (input.hasSeveralCredentials()) throw invalid("Authorization: must be sent only once.");
  if (form.has("client_secret")) throw invalid("The client must authenticate in one way: by header or by form.");
  const pair = Buffer.from(BASIC.exec(authorization)?.[1] ?? "", "base64").toString();
  const colon = pair.indexOf(":");
  if (colon < 1) throw new KmsError("invalid_client");
  const clientId = formDecoded(pair.slice(0, colon));
  const named = form.get("client_id");
  if (named !== null && named !== clientId) throw invalid("client_id: must be the client of the Authorization header.");
  return { clientId, clientSecret: formDecoded(pair.slice(colon + 1)) };
}

/** Both halves are form-encoded before they are joined. Error: invalid_client. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw new KmsError("invalid_client");
  }
}

/** `7200` or `39600s`. Error: invalid_request. */
export function lifetimeOf(text: string | null): number {
  if (text === null || text === "") return LIFETIME_DEFAULT;
  const seconds = /^\d{1,6}s?$/.test(text) ? Number.parseInt(text, 10) : 0;
  if (seconds >= LIFETIME_MIN && seconds <= LIFETIME_MAX) return seconds;
  throw invalid(`access_token_lifetime: must be ${LIFETIME_MIN} to ${LIFETIME_MAX} seconds, such as 7200 or 39600s.`);
}

const text = z.string().optional();
const answer = { "application/json": { schema: z.object({ error: z.string(), error_description: z.string() }) } };
const tokenForm = z.object({
  grant_type: z.enum([CLIENT_CREDENTIALS, TOKEN_EXCHANGE]),
  client_id: text.describe("Access key, where HTTP Basic is not used."),
  client_secret: text.describe("Access secret, where HTTP Basic is not used."),
  scope: text.describe("Scopes separated by spaces; default: all of the credential."),
  project: text.describe("Identity or slug of the only project that the token opens."),
  subject_token: text.describe("Token exchange: a JSON Web Token of an issuer that the organisation trusts."),
  subject_token_type: text.describe(`Token exchange: ${SUBJECT_TOKEN_TYPES.join(" or ")}.`),
  organisation_id: text.describe("Token exchange: identity or slug of the organisation."),
  service_account_id: text.describe("Token exchange: identity or slug of the service account to act as."),
  access_token_lifetime: text.describe("Seconds, with or without an s: 60 to 86400; default 3600."),
});
const tokenAnswer = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number().int(),
  scope: z.string(),
  issued_token_type: z.literal(ACCESS_TOKEN_TYPE).optional().describe("After a token exchange."),
});

/** What the OpenAPI document says of the token endpoint, whose body is a form and whose errors are those of OAuth. */
export const TOKEN_PATH = {
  method: "post" as const,
  path: PATH,
  operationId: "issueToken",
  summary: "Get a token for a service account",
  description:
    "Access key and secret for a bearer token (RFC 6749, section 4.4), by HTTP Basic or as form fields; or the token of a trusted issuer for one (RFC 8693). Errors are those of OAuth.",
  tags: ["Credentials"],
  security: [{}],
  request: {
    body: {
      required: true,
      content: {
        "application/x-www-form-urlencoded": { schema: tokenForm, example: { grant_type: CLIENT_CREDENTIALS } },
      },
    },
  },
  responses: {
    200: { description: "Done.", content: { "application/json": { schema: tokenAnswer } } },
    400: { description: "invalid_request, unsupported_grant_type or invalid_scope.", content: answer },
    401: { description: "invalid_client: unknown, or the secret is wrong, expired or revoked.", content: answer },
    429: { description: "Too many failures; see Retry-After.", content: answer },
    503: { description: "temporarily_unavailable; see Retry-After.", content: answer },
  },
};
