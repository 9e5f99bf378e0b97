/** First language of an `Accept-Language` header that can format numbers; "en" without one. */
export function readerLocaleOf(acceptLanguage: string | null): string {
  const wishes = (acceptLanguage ?? "").split(",").map((part) => part.split(";")[0]?.trim() ?? "");
  return wishes.find(isLocale) ?? "en";
}

function isLocale(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}
