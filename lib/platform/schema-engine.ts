import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as engineCode from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

let instantiated = false;

/** The engine abandons its 10 s lock timer when it has the lock; that timer must not keep a finished process alive. */
function engineImports(): WebAssembly.ModuleImports {
  const start = (run: () => void, ms: number) => setTimeout(run, ms >>> 0).unref();
  const timers = Object.keys(engineCode).filter((name) => name.startsWith("__wbg_setTimeout_"));
  return { ...engineCode, ...Object.fromEntries(timers.map((name) => [name, start])) };
}

/** Prisma's own schema engine, compiled to WebAssembly: its command line would download a native one. */
function instantiate(): void {
  if (instantiated) return;
  const code = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const module = new WebAssembly.Module(readFileSync(join(dirname(code), "schema_engine_bg.wasm")));
  const { exports } = new WebAssembly.Instance(module, { "./schema_engine_bg.js": engineImports() });
  engineCode.__wbg_set_wasm(exports);
  if (typeof exports.__wbindgen_start === "function") exports.__wbindgen_start();
  instantiated = true;
}

function driverError(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  return new DriverAdapterError({
    kind: "postgres",
    code: error.code ?? "XX000",
    severity: error.severity ?? "ERROR",
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
    originalCode: error.code,
    originalMessage: error.message,
  });
}

/**
 * The adapter cuts scripts at every semicolon, also inside function bodies and comments. Sent as one query, PostgreSQL
 * parses the script itself and runs it in one transaction: a migration happens as a whole or not at all.
 */
function withWholeScripts<T extends SqlDriverAdapter & { underlyingDriver(): pg.Pool }>(adapter: T): T {
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      throw driverError(error);
    }
  };
  return adapter;
}

const CHAR_OID = 18;

/**
 * The engine reads the catalogue's one-byte `"char"` columns when it compares schemas; the adapter knows no such type.
 * They are fetched as text and then declared as what they are.
 */
function withCatalogueCharacters<T extends SqlDriverAdapter & { underlyingDriver(): pg.Pool }>(adapter: T): T {
  const charColumns = new WeakMap<object, number[]>();
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool);
  Reflect.set(pool, "query", async (statement: pg.QueryConfig) => {
    const result = await query(statement);
    if (!Array.isArray(result.rows)) return result;
    const found = result.fields.flatMap((field, column) => (field.dataTypeID === CHAR_OID ? [column] : []));
    for (const column of found) Object.assign(result.fields[column] ?? {}, { dataTypeID: pg.types.builtins.TEXT });
    charColumns.set(result.rows, found);
    return result;
  });
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (statement) => {
    const result = await queryRaw(statement);
    for (const column of charColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

function adapterFactory(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => withCatalogueCharacters(withWholeScripts(await factory.connect())),
    connectToShadowDb: () => {
      throw new Error("nothing here compares through a shadow database");
    },
  };
}

/**
 * Runs one piece of work with Prisma's schema engine on a database. The connections are ours to end: the engine leaves
 * them open, and its own lock on the database with them.
 */
export async function withSchemaEngine<T>(
  url: string,
  work: (engine: engineCode.SchemaEngine) => Promise<T>,
): Promise<T> {
  instantiate();
  const pool = new pg.Pool({ connectionString: url, allowExitOnIdle: true });
  const adapter = bindMigrationAwareSqlAdapterFactory(adapterFactory(pool));
  const engine = await engineCode.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await pool.end();
  }
}
