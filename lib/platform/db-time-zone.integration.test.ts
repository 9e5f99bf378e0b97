import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabases, databaseAt, ownConnection, ownPrisma } from "./db";
import { createTestDatabase, type TestDatabase } from "./test-database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const name = new URL(database.url).pathname.slice(1);
  await client.query(`ALTER DATABASE ${name} SET timezone = 'America/St_Johns'`);
  await client.end();
});
afterAll(async () => {
  await closeDatabases();
  await database.drop();
});

test("times are stored as they are in a database of another time zone, by every kind of connection", async () => {
  const at = new Date("2026-03-01T12:00:00.000Z");
  const { pool, prisma } = databaseAt(database.url);
  const writer = ownPrisma(database.url);
  await prisma.region.createMany({ data: [{ slug: "one", identity: "reg-one", createdAt: at }] });
  await writer.prisma.region.createMany({ data: [{ slug: "two", identity: "reg-two", createdAt: at }] });
  const { rows } = await pool.query("SELECT extract(epoch FROM created_at)::bigint * 1000 AS ms FROM region");
  expect(rows.map(({ ms }) => Number(ms))).toEqual([at.getTime(), at.getTime()]);
  writer.destroy();
  const connection = ownConnection(database.url);
  await connection.connect();
  expect((await connection.query("SHOW timezone")).rows).toEqual([{ TimeZone: "UTC" }]);
  await connection.end();
});
