/** Cookie in which a browser remembers the organisation it showed last, by its slug: a hint where to begin, it opens nothing. */
export const LAST_ORGANISATION_COOKIE = "pelagos.organisation";
