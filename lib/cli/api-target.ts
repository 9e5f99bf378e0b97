const apiPaths = ["/v1", "/oidc", "/.well-known", "/healthz", "/readyz", "/metrics", "/openapi.json"];

/** True where the API answers a request target, false where the console does. */
export function isApiTarget(target: string): boolean {
  const end = target.search(/[?#]/);
  const path = end < 0 ? target : target.slice(0, end);
  return apiPaths.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}
