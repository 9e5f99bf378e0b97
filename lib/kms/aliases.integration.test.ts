import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAlias, deleteAlias, listAliases, updateAlias } from "./aliases";
import { deleteKey } from "./change-status";
import { decrypt } from "./decrypt";
import { encrypt } from "./encrypt";
import { getKey } from "./get-key";
import { rotateKey } from "./rotate-key";
import { callAs, codeOf, openTestKms, type TestKms } from "./test-calls";

let kms: TestKms;
const region = "nl-01";
const BODY = { plaintext: "aGVsbG8=" };
const as = (body?: unknown) => callAs(kms.ada, body);
const at = (key: string) => ({ region, key });
const give = (alias: string, keyIdentity: string) => createAlias(as({ alias, keyIdentity }), { region });
const move = (alias: string, keyIdentity: string) => updateAlias(as({ alias, keyIdentity }), { region });

beforeAll(async () => {
  kms = await openTestKms();
});
afterAll(() => kms.close());

describe("an alias", () => {
  it("stands for its key wherever an identity or slug does", async () => {
    const key = await kms.makeKey({});
    expect(await give("alias/team/orders", key.slug)).toMatchObject({ keyIdentity: key.identity });
    const { ciphertext } = await encrypt(as(BODY), at("alias/team/orders"));
    expect(await decrypt(as({ ciphertext }), at(key.slug))).toMatchObject(BODY);
    expect((await getKey(as(), at("alias/team/orders"))).identity).toBe(key.identity);
    expect((await rotateKey(as(), at("alias/team/orders"))).latestVersion).toBe(2);
    expect(await listAliases(as(), { region }, { keyIdentity: key.slug })).toMatchObject([
      { alias: "alias/team/orders", keyIdentity: key.identity },
    ]);
  });

  it("stands for another key the moment that is answered, whatever is remembered", async () => {
    const [one, two] = [await kms.makeKey({}), await kms.makeKey({ keyType: "aes128-gcm96" })];
    await give("alias/moving", one.identity);
    for (let round = 0; round < 10; round += 1) {
      const [next, other] = round % 2 === 0 ? [two, one] : [one, two];
      // Remembered under the alias on this node.
      await encrypt(as(BODY), at("alias/moving"));
      await move("alias/moving", next.identity);
      const answers = await Promise.all([1, 2, 3].map(() => encrypt(as(BODY), at("alias/moving"))));
      for (const { ciphertext } of answers) {
        expect(await codeOf(decrypt(as({ ciphertext }), at(next.identity)))).toBe("answered");
        expect(await codeOf(decrypt(as({ ciphertext }), at(other.identity)))).toBe("decryption_failed");
      }
    }
  });

  it("rotates the key that it stands for, with material of its type, while it is moved to and fro", async () => {
    const [aes, ec] = [await kms.makeKey({}), await kms.makeKey({ keyType: "ecdsa-p256" })];
    await give("alias/busy", aes.identity);
    const rotations = Array.from({ length: 6 }, () => codeOf(rotateKey(as(), at("alias/busy"))));
    const moves = [ec, aes, ec, aes].reduce(
      (before, { identity }) => before.then(() => move("alias/busy", identity)),
      Promise.resolve<unknown>(null),
    );
    await moves;
    expect(new Set(await Promise.all(rotations))).toEqual(new Set(["answered"]));
    expect(await codeOf(encrypt(as(BODY), at(aes.identity)))).toBe("answered");
  });

  it("is gone for every call once it is deleted, and its name is free again", async () => {
    const key = await kms.makeKey({});
    await give("alias/short-lived", key.identity);
    await encrypt(as(BODY), at("alias/short-lived"));
    await deleteAlias(as({ alias: "alias/short-lived" }), { region });
    expect(await codeOf(encrypt(as(BODY), at("alias/short-lived")))).toBe("key_not_found");
    expect(await codeOf(deleteAlias(as({ alias: "alias/short-lived" }), { region }))).toBe("object_not_found");
    expect(await codeOf(give("alias/short-lived", key.identity))).toBe("answered");
  });

  it("is not given twice, nor to a key that is going, and the names of purged keys stay taken", async () => {
    const [key, other] = [await kms.makeKey({}), await kms.makeKey({})];
    await give("alias/once", key.identity);
    expect(await codeOf(give("alias/once", other.identity))).toBe("slug_taken");
    await deleteKey(as(), at(key.slug));
    expect(await codeOf(give("alias/late", key.identity))).toBe("key_state_conflict");
    await kms.query("UPDATE kms_key SET purged_at = now() WHERE id = $1", [key.identity]);
    expect(await codeOf(give("alias/once", other.identity))).toBe("slug_taken");
    expect(await codeOf(move("alias/once", other.identity))).toBe("object_not_found");
    expect(await codeOf(encrypt(as(BODY), at("alias/once")))).toBe("key_not_found");
  });

  it("belongs to its scope: others neither see it nor move it, and have the same name for themselves", async () => {
    const key = await kms.makeKey({});
    await give("alias/mine", key.identity);
    const eve = (body?: unknown) => callAs(kms.eve, body);
    expect(await listAliases(eve(), { region }, {})).toEqual([]);
    expect(await codeOf(encrypt(eve(BODY), at("alias/mine")))).toBe("key_not_found");
    expect(await codeOf(deleteAlias(eve({ alias: "alias/mine" }), { region }))).toBe("object_not_found");
    expect(await codeOf(createAlias(eve({ alias: "alias/mine", keyIdentity: key.identity }), { region }))).toBe(
      "key_not_found",
    );
  });

  it("of an earlier version, whatever its slashes, is found, given to another key and deleted", async () => {
    const [key, other] = [await kms.makeKey({}), await kms.makeKey({})];
    await give("alias/before", key.identity);
    await kms.query("UPDATE kms_alias SET alias = 'alias/be//fore/' WHERE alias = 'alias/before'", []);
    expect((await getKey(as(), at("alias/be//fore/"))).identity).toBe(key.identity);
    await move("alias/be//fore/", other.identity);
    expect((await getKey(as(), at("alias/be//fore/"))).identity).toBe(other.identity);
    await deleteAlias(as({ alias: "alias/be//fore/" }), { region });
  });

  it.each([
    "orders",
    "alias/",
    "alias/ä",
    "alias//x",
    "alias/a//b",
    "alias/a/",
    "alias/a/../b",
    "alias/x y",
    `alias/${"x".repeat(129)}`,
    "Alias/x",
  ])("has a form that nothing else has: %s is refused", async (alias) => {
    const key = await kms.makeKey({});
    expect(await codeOf(give(alias, key.identity))).toBe("invalid_request");
  });
});
