/** A text of comma-separated values as a file to save. */
export function csvFile(text: string, name: string): Response {
  return new Response(text, {
    headers: {
      "cache-control": "private, no-store",
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.csv"`,
    },
  });
}
