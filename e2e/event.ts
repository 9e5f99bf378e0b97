import { randomBytes } from "node:crypto";
import { Client } from "pg";

/** An event as detection writes it. */
interface DetectedEvent {
  readonly kind: string;
  readonly organisation: string;
  readonly region?: string;
  readonly subject: { readonly type: string; readonly identity: string; readonly name: string };
  readonly details: Readonly<Record<string, string | number>>;
}

/**
 * Opens an event whose cause takes days or hours to come about by itself. Detection leaves it alone: it only looks at events
 * that it opened.
 */
export async function openEvent({ kind, organisation, region, subject, details }: DetectedEvent): Promise<void> {
  const client = new Client({ connectionString: process.env.PELAGOS_TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO event (id, organisation_id, project_id, kind, region, subject_type, subject_id, subject_name, details, opened_at)
       VALUES ($1, $2, '', $3, $4, $5, $6, $7, $8, now())`,
      [
        `ev-${randomBytes(10).toString("hex")}`,
        organisation,
        kind,
        region ?? "",
        subject.type,
        subject.identity,
        subject.name,
        details,
      ],
    );
  } finally {
    await client.end();
  }
}
