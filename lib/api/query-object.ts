import { KmsError } from "@/lib/contract/kms-error";
import { LABEL_KEY } from "@/lib/contract/kms-limits";

// A filter that no object can match, or that an object would swallow (`__proto__`), must not be dropped: it would show everything.
const LABEL_FILTER = /^matchLabels\[(.+)\]$/;

/** A query as an object, with `matchLabels[key]=value` gathered into one map. Unknown parameters stay, to be refused. */
export function queryObject(query: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = Object.create(null);
  const matchLabels: Record<string, string> = {};
  for (const [name, value] of query) {
    const label = LABEL_FILTER.exec(name)?.[1];
    if (label === undefined) values[name] = value;
    else if (LABEL_KEY.test(label)) matchLabels[label] = value;
    else throw new KmsError("invalid_request", { message: "matchLabels: no label can have this key." });
  }
  return Object.keys(matchLabels).length === 0 ? { ...values } : { ...values, matchLabels };
}
