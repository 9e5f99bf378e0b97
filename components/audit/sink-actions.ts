import type { AuditSinkMessage, SinkFormat, SinkTestMessage } from "@/lib/contract/audit";
import type { ActionResult } from "@/lib/contract/console";
import type { ObjectPlace } from "../iam/member-actions";
import type { Scope } from "../layout/scope";

/** What a person says of a sink. */
export interface SinkDraft {
  name: string;
  url: string;
  format: SinkFormat;
}

/** Server actions about where records are sent; given to the components by the page. */
export interface SinkActions {
  createSink: (scope: Scope, request: SinkDraft) => Promise<ActionResult<AuditSinkMessage & { secret: string }>>;
  updateSink: (
    place: ObjectPlace,
    request: Partial<SinkDraft> & { enabled?: boolean },
  ) => Promise<ActionResult<AuditSinkMessage>>;
  deleteSink: (place: ObjectPlace) => Promise<ActionResult<{ identity: string }>>;
  testSink: (place: ObjectPlace) => Promise<ActionResult<SinkTestMessage>>;
}
