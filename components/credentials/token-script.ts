interface ClientCredentials {
  /** Origin of the API. */
  origin: string;
  organisation: string;
  /** The key itself, or the name of a variable that holds it. */
  accessKey: string;
}

/**
 * A shell program that gets a token with an access key and its secret and uses it. The secret is asked for, so that it
 * stays out of the shell's history. Needs curl and jq.
 */
export function clientCredentialsScript({ origin, organisation, accessKey }: ClientCredentials): string {
  const key = accessKey.startsWith("$") ? 'read -rp "Access key: " ACCESS_KEY' : `ACCESS_KEY=${accessKey}`;
  return `${key}
read -rsp "Access secret: " ACCESS_SECRET
TOKEN=$(curl -fsS ${origin}/oidc/token \\
  -u "$ACCESS_KEY:$ACCESS_SECRET" \\
  -d grant_type=client_credentials | jq -r .access_token)

curl -fsS ${origin}/v1/kms/summary \\
  -H "Authorization: Bearer $TOKEN" \\
  -H "X-Organisation-Identity: ${organisation}"`;
}
