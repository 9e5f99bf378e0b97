/** Search parameters as Next gives them to a page. */
export type PageSearch = Record<string, string | string[] | undefined>;

/** The same as `URLSearchParams`, the form in which the browser has them. Of repeated names the first counts. */
export function searchOf(search: PageSearch): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first) parameters.set(name, first);
  }
  return parameters;
}
