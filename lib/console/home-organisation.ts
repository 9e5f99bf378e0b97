/**
 * The organisation that the front page leads to: the one looked at last, by its slug, where the person still belongs to it;
 * else the one they have belonged to longest, which stands first. Undefined where there is none.
 */
export function homeOrganisation<Organisation extends { readonly slug: string }>(
  organisations: readonly Organisation[],
  lastSlug: string | undefined,
): Organisation | undefined {
  return organisations.find(({ slug }) => slug === lastSlug) ?? organisations[0];
}
