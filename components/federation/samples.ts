import type { CodeSample } from "../ui/code-block";
import { GITHUB_ISSUER } from "./presets";

/** What examples need to know of a federated identity and this installation. */
export interface ExchangeFacts {
  /** Origin of the API. */
  origin: string;
  organisation: string;
  /** Slug of the service account. */
  account: string;
  issuer: string;
  subject: string;
  audience: string;
}

/** Where the example's pod finds its token. */
const KUBERNETES_FOLDER = "/var/run/secrets/pelagos";
const KUBERNETES_SUBJECT = /^system:serviceaccount:([^:]*):([^:]*)$/;

/** Complete examples for the system that the issuer belongs to. They need curl and jq. */
export function exchangeSamples(facts: ExchangeFacts): CodeSample[] {
  if (facts.issuer === GITHUB_ISSUER) {
    return [{ id: "github", label: "GitHub Actions", language: "shell", code: githubWorkflow(facts) }];
  }
  const [, namespace, account] = KUBERNETES_SUBJECT.exec(facts.subject) ?? [];
  const plain: CodeSample = { id: "curl", label: "curl", language: "shell", code: plainScript(facts) };
  if (namespace === undefined || account === undefined) return [plain];
  const pod = kubernetesPod(facts, namespace, account);
  return [
    { id: "pod", label: "Kubernetes", language: "shell", code: pod },
    { ...plain, code: kubernetesScript(facts) },
  ];
}

/** Exchanges the token in SUBJECT_TOKEN for one in TOKEN. */
export function exchangeScript({ origin, organisation, account }: ExchangeFacts): string {
  return `TOKEN=$(curl -fsS ${origin}/oidc/token \\
  -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\
  -d subject_token_type=urn:ietf:params:oauth:token-type:jwt \\
  --data-urlencode "subject_token=$SUBJECT_TOKEN" \\
  -d organisation_id=${organisation} -d service_account_id=${account} \\
  -d access_token_lifetime=900 | jq -r .access_token)`;
}

/** A call that needs nothing but a valid token. */
export function callScript({ origin, organisation }: ExchangeFacts): string {
  return `curl -fsS ${origin}/v1/kms/summary \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "X-Organisation-Identity: ${organisation}"`;
}

/** The step of a workflow that gets a token; what it sets is there in the steps that follow. */
export function githubStep(facts: ExchangeFacts): string {
  return `SUBJECT_TOKEN=$(curl -fsS -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
  "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=${encodeURIComponent(facts.audience)}" | jq -r .value)
${exchangeScript(facts)}
echo "::add-mask::$TOKEN"
echo "TOKEN=$TOKEN" >> "$GITHUB_ENV"`;
}

function githubWorkflow(facts: ExchangeFacts): string {
  const { trigger, environment } = githubRun(facts.subject);
  return `# .github/workflows/kms.yml
on:
${indented(trigger, 2)}
permissions:
  contents: read
  id-token: write
jobs:
  kms:
    runs-on: ubuntu-latest
${environment === null ? "" : `    environment: ${environment}\n`}    steps:
      - name: Get a token
        run: |
${indented(githubStep(facts), 10)}
      - name: Use it
        run: |
${indented(callScript(facts), 10)}`;
}

function githubRun(subject: string): { trigger: string; environment: string | null } {
  const [, kind, name = ""] =
    /:(ref:refs\/heads\/|ref:refs\/tags\/|environment:|pull_request$)(.*)$/.exec(subject) ?? [];
  switch (kind) {
    case "ref:refs/heads/":
      return { trigger: `push:\n  branches: [${JSON.stringify(name)}]`, environment: null };
    case "ref:refs/tags/":
      return { trigger: `push:\n  tags: [${JSON.stringify(name)}]`, environment: null };
    case "pull_request":
      return { trigger: "pull_request:", environment: null };
    default:
      return { trigger: "workflow_dispatch:", environment: kind === "environment:" ? JSON.stringify(name) : null };
  }
}

/** What a pod runs; the cluster renews the file before its token ends. */
export function kubernetesScript(facts: ExchangeFacts, folder = KUBERNETES_FOLDER): string {
  return `SUBJECT_TOKEN=$(cat ${folder}/token)
${exchangeScript(facts)}

${callScript(facts)}`;
}

function kubernetesPod({ audience }: ExchangeFacts, namespace: string, account: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: app
  namespace: ${namespace}
spec:
  serviceAccountName: ${account}
  containers:
    - name: app
      image: registry.example.org/app:1.0
      volumeMounts:
        - name: pelagos
          mountPath: ${KUBERNETES_FOLDER}
          readOnly: true
  volumes:
    - name: pelagos
      projected:
        sources:
          - serviceAccountToken:
              path: token
              audience: ${audience}
              expirationSeconds: 3600`;
}

function plainScript(facts: ExchangeFacts): string {
  return `# SUBJECT_TOKEN holds the token of ${facts.issuer}
${exchangeScript(facts)}

${callScript(facts)}`;
}

const indented = (text: string, columns: number) =>
  text
    .split("\n")
    .map((line) => " ".repeat(columns) + line)
    .join("\n");
