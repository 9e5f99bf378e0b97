import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type BootstrapFacts, bootstrapInstallation } from "@/lib/iam/bootstrap";
import { proveByPassword } from "@/lib/iam/password-proof";
import { principalOfAccessToken } from "@/lib/iam/principal";
import { forgetEverything, openTestHome, type TestHome } from "@/lib/iam/test-home";
import { homeDatabase } from "@/lib/platform/db";
import { confirmFacts, draftFacts } from "./bootstrap-file";
import { bootstrapFirst } from "./bootstrap-first";

vi.setConfig({ testTimeout: 30_000 });

const URL = "http://localhost:3000";
let home: TestHome;
let folder: string;
let file: string;

beforeEach(async () => {
  home = await openTestHome();
  folder = mkdtempSync(join(tmpdir(), "pelagos-bootstrap-"));
  file = join(folder, "bootstrap.json");
});

afterEach(async () => {
  await home.close();
  rmSync(folder, { recursive: true });
});

const start = () => {
  forgetEverything();
  return bootstrapFirst(file, "nl-01");
};

class Killed extends Error {}
/** Ends a first start at one of its steps; what is on disk and in the database then is what a kill leaves. */
const KILLS: Readonly<Record<string, () => Promise<unknown>>> = {
  "before the facts are written": () => bootstrapInstallation({ region: "nl-01", beforeCommit: kill }),
  "while the facts are written": () =>
    bootstrapInstallation({
      region: "nl-01",
      beforeCommit: () => {
        writeFileSync(`${file}.new`, '{\n  "url": "http://loc', { mode: 0o600 });
        kill();
      },
    }),
  "between the facts and the commit": () =>
    bootstrapInstallation({
      region: "nl-01",
      beforeCommit: (facts) => {
        draftFacts(file, URL, facts);
        kill();
      },
    }),
  "between the commit and the file's final name": () =>
    bootstrapInstallation({ region: "nl-01", beforeCommit: (facts) => draftFacts(file, URL, facts) }),
  "after the file has its final name": async () => {
    await bootstrapInstallation({ region: "nl-01", beforeCommit: (facts) => draftFacts(file, URL, facts) });
    confirmFacts(file);
  },
};

function kill(): never {
  throw new Killed();
}

async function expectToOpen(facts: BootstrapFacts): Promise<void> {
  const { email, password, token } = facts;
  expect(await proveByPassword({ email, password }, "192.0.2.1")).toMatchObject({ proven: true });
  expect((await principalOfAccessToken(token)).organisations).toHaveLength(1);
}

for (const [moment, killedStart] of Object.entries(KILLS)) {
  test(`a start killed ${moment} loses no password: the next one has facts that open the installation`, async () => {
    await killedStart().catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error;
    });
    const shown = await start();
    const kept = JSON.parse(readFileSync(file, "utf8"));
    await expectToOpen(kept);
    if (shown !== null) expect(kept).toMatchObject(shown);
    // What nobody can have seen yet is shown now.
    expect(shown === null).toBe(moment === "after the file has its final name");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["bootstrap.json"]);
    expect(await homeDatabase().prisma.user.count()).toBe(1);

    expect(await start()).toBeNull();
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(kept);
  });
}

test("facts of a start that never came true are not put in place in an installation another node made", async () => {
  await KILLS["between the facts and the commit"]?.().catch(() => {});
  await bootstrapInstallation({ region: "nl-01" });
  expect(await start()).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test("a folder that cannot be written to does not keep the facts from being shown", async () => {
  file = join(folder, "absent", "bootstrap.json");
  const shown = await start();
  expect(shown).not.toBeNull();
  if (shown) await expectToOpen(shown);
});
