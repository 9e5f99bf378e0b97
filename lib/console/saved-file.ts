import { textStream } from "@/lib/format/text-stream";

/** What a file is made of: text that is there, or that is made while it is sent. */
interface FileText {
  readonly mediaType: string;
  readonly chunks: AsyncIterable<string> | string;
}

/** Text as a file to save, for this person alone. */
export function savedFile({ mediaType, chunks }: FileText, name: string): Response {
  const ending = mediaType === "text/csv" ? "csv" : "jsonl";
  return new Response(typeof chunks === "string" ? chunks : textStream(chunks), {
    headers: {
      "cache-control": "private, no-store",
      "content-type": `${mediaType}; charset=utf-8`,
      "content-disposition": `attachment; filename="${name}.${ending}"`,
    },
  });
}

/** Comma-separated values as a file to save. */
export function csvFile(text: string, name: string): Response {
  return savedFile({ mediaType: "text/csv", chunks: text }, name);
}
