import { bytesFromBase64, textFromBytes } from "@/lib/format/bytes";
import { OPERATIONS, type Operation, type Options } from "./operations";
import { type Encoding, type PayloadFile, type PayloadSource, payloadOf, withSource } from "./payload";
import type { OperationAnswer } from "./playground-actions";
import { EMPTY_QUESTION, type Question } from "./question";

/** A refusal, as a tab shows it. */
export interface Failure {
  /** Of the API, or `network`. */
  code: string;
  message: string;
  requestId: string;
}

export interface Answered {
  answer: OperationAnswer;
  elapsedInMilliseconds: number;
}

/** All that one tab holds; kept while others are looked at. */
export interface Draft {
  question: Question;
  /** Whether the button was pressed already, and every problem is shown. */
  isAsked: boolean;
  hasOptions: boolean;
  /** How bytes of the answer are shown. */
  view: Encoding;
  answered: Answered | null;
  failure: Failure | null;
}

export type Drafts = Readonly<Record<Operation, Draft>>;

export type DraftAct =
  | { type: "asked" | "optionsToggled"; operation: Operation }
  | { type: "typed"; operation: Operation; typed: string }
  | { type: "file"; operation: Operation; file: PayloadFile }
  | { type: "source"; operation: Operation; source: PayloadSource }
  | { type: "earlier"; operation: Operation; earlier: string }
  | { type: "claims"; operation: Operation; claims: string }
  | { type: "options"; operation: Operation; options: Partial<Options> }
  | { type: "view"; operation: Operation; view: Encoding }
  | { type: "answered"; operation: Operation; asked: Question; answered: Answered }
  | { type: "refused"; operation: Operation; asked: Question; failure: Failure }
  /** The answer of an operation becomes the question of the one that follows, with all that both must be given alike. */
  | { type: "taken"; operation: Operation };

const START: Draft = {
  question: EMPTY_QUESTION,
  isAsked: false,
  hasOptions: false,
  view: "text",
  answered: null,
  failure: null,
};

/** Every tab as it is at first. */
export const FIRST_DRAFTS: Drafts = {
  encrypt: START,
  decrypt: START,
  sign: START,
  verify: START,
  hmac: START,
  verify_hmac: START,
  jwt_sign: START,
  jwt_verify: START,
  data_key: { ...START, view: "base64" },
  rewrap: START,
};

/** What an act makes of the tabs. */
export function draftsReducer(drafts: Drafts, act: DraftAct): Drafts {
  if (act.type === "taken") return taken(drafts, act.operation);
  return { ...drafts, [act.operation]: changed(drafts[act.operation], act) };
}

function changed(draft: Draft, act: Exclude<DraftAct, { type: "taken" }>): Draft {
  const { question } = draft;
  const { payload } = question;
  switch (act.type) {
    case "asked":
      return { ...draft, isAsked: true };
    case "optionsToggled":
      return { ...draft, hasOptions: !draft.hasOptions };
    case "view":
      return { ...draft, view: act.view };
    case "typed":
      return otherwise(draft, { payload: { ...payload, typed: act.typed } });
    case "file":
      return otherwise(draft, { payload: { ...payload, file: act.file } });
    case "source":
      // The same bytes in another spelling: the answer is still theirs. A file is another payload.
      return act.source === "file" || payload.source === "file"
        ? otherwise(draft, { payload: withSource(payload, act.source) })
        : { ...draft, question: { ...question, payload: withSource(payload, act.source) } };
    case "earlier":
      return otherwise(draft, { earlier: act.earlier });
    case "claims":
      return otherwise(draft, { claims: act.claims });
    case "options":
      return otherwise(draft, { options: { ...question.options, ...act.options } });
    case "answered":
      // Whoever typed on meanwhile asks something else by now.
      if (act.asked !== question) return draft;
      return { ...draft, answered: act.answered, failure: null, view: viewFor(act.answered.answer, draft.view) };
    case "refused":
      return act.asked === question ? { ...draft, answered: null, failure: act.failure } : draft;
  }
}

/** Whatever changes the question takes its old answer away. */
function otherwise(draft: Draft, change: Partial<Question>): Draft {
  return { ...draft, question: { ...draft.question, ...change }, answered: null, failure: null };
}

/** Bytes that are not text are shown in hex. */
function viewFor({ plaintext }: OperationAnswer, view: Encoding): Encoding {
  if (plaintext === undefined || view !== "text") return view;
  return textFromBytes(bytesFromBase64(plaintext) ?? new Uint8Array()) === null ? "hex" : view;
}

function taken(drafts: Drafts, from: Operation): Drafts {
  const { next } = OPERATIONS[from];
  const { question, answered, hasOptions } = drafts[from];
  const value = next === null ? undefined : answered?.answer[next.field];
  if (next === null || value === undefined) return drafts;
  const to = drafts[next.operation];
  const options = sharedOptions(from, next.operation, question.options, to.question.options);
  const { payload, earlier } = OPERATIONS[next.operation];
  const change: Question = {
    ...to.question,
    options,
    ...(earlier === null ? { payload: payloadOf(bytesFromBase64(value) ?? new Uint8Array()) } : { earlier: value }),
    ...(earlier !== null && payload !== null ? { payload: question.payload } : {}),
  };
  const draft = otherwise(to, change);
  return { ...drafts, [next.operation]: { ...draft, isAsked: false, hasOptions: to.hasOptions || hasOptions } };
}

/** The options of the receiving tab, with those that both have as the giving one had them. */
function sharedOptions(from: Operation, to: Operation, given: Options, own: Options): Options {
  const shared = OPERATIONS[from].options.filter((name) => OPERATIONS[to].options.includes(name));
  return { ...own, ...Object.fromEntries(shared.map((name) => [name, given[name]])) };
}
