import { decodeJwt, type JWTPayload } from "jose";
import { checkSubjectTokenRequest, federatedIdentity, type SubjectTokenVerdict } from "@/lib/contract/federation";
import type { Call } from "@/lib/door/call";
import { parseRequest } from "@/lib/door/parse-request";
import { findIdentitiesOfSubject, findProviderOfIssuer } from "@/lib/iam/federation-store";
import { type Asked, accessRead } from "./access-verb";
import { momentOf, referenceTo } from "./described";
import { permitted } from "./object-rights";
import { claimedBy, type SubjectProblem, subjectProblem } from "./subject-token";

const NO_JWT: SubjectProblem = {
  check: "form",
  detail: "This is not a JSON Web Token with iss and sub, in three parts separated by dots.",
};

/**
 * What the exchange would make of a token of another issuer: which check it fails, for each federated identity with its
 * issuer and subject. The token opens nothing here and is neither stored nor logged.
 * Errors: permission_denied (federated_identity:read), invalid_request.
 */
export const checkSubjectToken: (call: Call) => Promise<SubjectTokenVerdict> = accessRead({
  event: "iam.subject_token.check",
  permission: null,
  onObject: "federated_identity:read",
  async run(asked) {
    const { subjectToken } = parseRequest(checkSubjectTokenRequest, await asked.attempt.call.body());
    const token = subjectToken.trim();
    const claimed = claimedBy(token);
    return claimed === null ? { ...NOTHING, ...failureOf(NO_JWT) } : judge(asked, token, claimed);
  },
});

const NOTHING = { issuer: null, subject: null, audiences: [], expiresAt: null, provider: null, identities: [] };
const failureOf = (problem: SubjectProblem | null) => ({
  failedCheck: problem?.check ?? null,
  detail: problem?.detail ?? "",
});

async function judge(
  asked: Asked,
  token: string,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<SubjectTokenVerdict> {
  const known = await findProviderOfIssuer(asked.organisationId, issuer);
  const [provider = null] = permitted(asked, "federated_identity:read", known === null ? [] : [known]);
  const rows = await findIdentitiesOfSubject(asked.organisationId, issuer, subject);
  const identities = await Promise.all(
    permitted(asked, "federated_identity:read", rows).map(async (row) => ({
      ...failureOf(await problemWith(row, token, asked.at)),
      identity: referenceTo(row),
      serviceAccount: referenceTo(row.serviceAccount),
    })),
  );
  const payload = decodeJwt(token);
  return {
    ...{ issuer, subject, identities },
    ...whole(provider !== null, identities),
    audiences: audiencesOf(payload),
    expiresAt: momentOf(endOf(payload)),
    provider: provider === null ? null : referenceTo(provider),
  };
}

type Identity = Awaited<ReturnType<typeof findIdentitiesOfSubject>>[number];

async function problemWith(row: Identity, token: string, at: Date): Promise<SubjectProblem | null> {
  const { provider, conditions, ...identity } = row;
  if (provider.status !== "active") return { check: "status", detail: "The provider is inactive." };
  if (row.status !== "active") return { check: "status", detail: "The federated identity is inactive." };
  if (row.expiresAt !== null && row.expiresAt <= at) {
    return { check: "status", detail: "The federated identity has expired." };
  }
  const { issuer, jwksUri, localJwks, algorithms } = provider;
  const rules = { ...identity, credentialId: row.id, issuer, jwksUri, localJwks, algorithms };
  return subjectProblem({ ...rules, conditions: federatedIdentity.shape.conditions.parse(conditions) }, token);
}

/** What is wrong with the token as such: nothing as soon as one identity accepts it. */
function whole(hasProvider: boolean, identities: SubjectTokenVerdict["identities"]) {
  if (!hasProvider)
    return failureOf({ check: "issuer", detail: "No provider of this organisation has the token's issuer (iss)." });
  const [first] = identities;
  if (first === undefined) {
    return failureOf({
      check: "subject",
      detail: "No federated identity of the provider has the token's subject (sub).",
    });
  }
  const { failedCheck, detail } = identities.find((identity) => identity.failedCheck === null) ?? first;
  return { failedCheck, detail };
}

const audiencesOf = ({ aud }: JWTPayload) => [aud ?? []].flat().map(String);
const endOf = ({ exp }: JWTPayload) => {
  const end = new Date(typeof exp === "number" ? exp * 1_000 : Number.NaN);
  return Number.isNaN(end.getTime()) ? null : end;
};
