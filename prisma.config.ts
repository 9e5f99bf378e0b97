import { defineConfig } from "prisma/config";
import { externalTables } from "./lib/platform/external-tables";

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  experimental: { externalTables: true },
  tables: { external: externalTables },
});
