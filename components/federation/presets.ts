/** Systems whose tokens are let in with a few words; `other` for any issuer that speaks OpenID Connect. */
export const PRESETS = ["github", "kubernetes", "other"] as const;

export type Preset = (typeof PRESETS)[number];

export const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";

/** Which runs of a GitHub repository are let in. */
export const GITHUB_RUNS = ["branch", "environment", "tag", "pull_request"] as const;

export type GithubRun = (typeof GITHUB_RUNS)[number];

/** What the form holds; which fields count depends on the preset. */
export interface TrustDraft {
  preset: Preset;
  repository: string;
  run: GithubRun;
  /** Name of the branch, environment or tag. */
  ref: string;
  namespace: string;
  kubernetesAccount: string;
  issuer: string;
  keys: "discovery" | "address" | "inline";
  jwksUri: string;
  jwks: string;
  subject: string;
  audience: string;
}

/** The draft that a preset begins with; `origin` is what tokens are meant for. */
export function emptyTrust(preset: Preset, origin: string): TrustDraft {
  return {
    preset,
    repository: "",
    run: "branch",
    ref: "main",
    namespace: "default",
    kubernetesAccount: "",
    issuer: preset === "github" ? GITHUB_ISSUER : "",
    keys: preset === "kubernetes" ? "inline" : "discovery",
    jwksUri: "",
    jwks: "",
    subject: "",
    audience: origin,
  };
}

/**
 * The `sub` of the tokens that the draft means, to the letter. Empty parts stay empty.
 * Sources: GitHub, "OpenID Connect reference"; Kubernetes, "Managing Service Accounts".
 */
export function subjectOf(draft: TrustDraft): string {
  if (draft.preset === "kubernetes") return `system:serviceaccount:${draft.namespace}:${draft.kubernetesAccount}`;
  if (draft.preset === "other") return draft.subject.trim();
  const of = `repo:${draft.repository.trim()}`;
  switch (draft.run) {
    case "branch":
      return `${of}:ref:refs/heads/${draft.ref.trim()}`;
    case "tag":
      return `${of}:ref:refs/tags/${draft.ref.trim()}`;
    case "environment":
      return `${of}:environment:${draft.ref.trim()}`;
    case "pull_request":
      return `${of}:pull_request`;
  }
}

/** What is wrong with the draft, by field. */
export type TrustProblem = "repository" | "ref" | "kubernetes" | "issuer" | "jwksUri" | "jwks" | "subject" | "audience";

/** The fields that keep the draft from being sent; the server looks at everything else. */
export function trustProblems(draft: TrustDraft): TrustProblem[] {
  const { preset } = draft;
  const isGithub = preset === "github";
  const found: Readonly<Record<TrustProblem, boolean>> = {
    repository: isGithub && !/^[\w.-]+\/[\w.-]+$/.test(draft.repository.trim()),
    ref: isGithub && draft.run !== "pull_request" && draft.ref.trim() === "",
    kubernetes: preset === "kubernetes" && !(draft.namespace.trim() && draft.kubernetesAccount.trim()),
    issuer: !isGithub && !/^https?:\/\/\S+$/.test(draft.issuer.trim()),
    jwksUri: !isGithub && draft.keys === "address" && !/^https?:\/\/\S+$/.test(draft.jwksUri.trim()),
    jwks: !isGithub && draft.keys === "inline" && parsedKeys(draft.jwks) === null,
    subject: preset === "other" && draft.subject.trim() === "",
    audience: draft.audience.trim() === "",
  };
  return (Object.keys(found) as TrustProblem[]).filter((field) => found[field]);
}

/** A pasted key set; null where the text is none. */
export function parsedKeys(text: string): { keys: Record<string, unknown>[] } | null {
  try {
    const value: unknown = JSON.parse(text);
    const keys = typeof value === "object" && value !== null && "keys" in value ? value.keys : null;
    return Array.isArray(keys) && keys.length > 0 ? { keys } : null;
  } catch {
    return null;
  }
}

/** How the provider is found or made: by its issuer, and where its keys are. */
export function sourceOf(draft: TrustDraft) {
  const issuer = draft.preset === "github" ? GITHUB_ISSUER : draft.issuer.trim();
  const isRemote = draft.preset === "github" || draft.keys !== "inline";
  return {
    providerIssuer: issuer,
    providerJwksUri: draft.preset !== "github" && draft.keys === "address" ? draft.jwksUri.trim() : null,
    localJwks: isRemote ? null : parsedKeys(draft.jwks),
  };
}
