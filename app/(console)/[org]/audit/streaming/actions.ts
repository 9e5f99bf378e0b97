"use server";

import type { z } from "zod";
import {
  createAuditSink,
  deleteAuditSink,
  testAuditSink as sendTest,
  updateAuditSink as update,
} from "@/lib/access/audit-sinks";
import type { deleted } from "@/lib/contract/access";
import type { AuditSinkMessage, createdSink, SinkTestMessage } from "@/lib/contract/audit";
import type { ActionResult } from "@/lib/contract/console";
import { onObject } from "../../access/on-object";

/** Makes a sink; the answer tells its secret this once. */
export async function createSink(
  place: unknown,
  request: unknown,
): Promise<ActionResult<z.output<typeof createdSink>>> {
  return onObject(place, createAuditSink, request);
}

/** Changes a sink: what it is called, where it is, or whether anything is sent. */
export async function updateSink(place: unknown, request: unknown): Promise<ActionResult<AuditSinkMessage>> {
  return onObject(place, update, request);
}

/** Deletes a sink. */
export async function deleteSink(place: unknown): Promise<ActionResult<z.output<typeof deleted>>> {
  return onObject(place, deleteAuditSink);
}

/** Sends one record to a sink, now. */
export async function testSink(place: unknown): Promise<ActionResult<SinkTestMessage>> {
  return onObject(place, sendTest);
}
