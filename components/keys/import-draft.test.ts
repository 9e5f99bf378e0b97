import { expect, test } from "vitest";
import { createKeyRequest } from "@/lib/contract/kms";
import { emptyImport, importRequestOf, overwrite, publicPemOf } from "./import-draft";
import { draftOfUse, emptyDraft } from "./new-key";

const draft = { ...emptyDraft("nl-01", "sign", "imported"), name: "brought", isExportAllowed: true, isRotating: true };

test("an imported key rotates only where that was allowed", () => {
  const request = importRequestOf(draft, emptyImport(), "blob");
  expect(request).toEqual({
    name: "brought",
    keyType: "ecdsa-p256",
    purpose: "sign",
    exportAllowed: true,
    importKeyMaterial: "blob",
  });
  const allowed = importRequestOf(draft, { ...emptyImport(), isRotationAllowed: true }, "blob");
  expect(allowed).toMatchObject({ allowRotation: true, keyRotationEnabled: true, rotationPeriodInDays: 90 });
  expect(createKeyRequest.safeParse(allowed).success).toBe(true);
});

test("the hash is named only for what was wrapped elsewhere, and only where it is not the default", () => {
  expect(importRequestOf(draft, { ...emptyImport(), hash: "SHA1" }, "blob")).not.toHaveProperty("hashFunction");
  expect(importRequestOf(draft, { ...emptyImport(), way: "wrapped", hash: "SHA1" }, "blob")).toMatchObject({
    hashFunction: "SHA1",
  });
});

test("a public key alone is sent without what needs the private half", () => {
  const use = draftOfUse("sign", "public");
  const request = importRequestOf(
    { ...draft, ...use },
    { ...emptyImport(), way: "public", isRotationAllowed: true },
    "pem",
  );
  expect(request).toEqual({ name: "brought", keyType: "ecdsa-p256", purpose: "sign", importPublicKey: "pem" });
});

test("the bytes of a file are overwritten", () => {
  const bytes = new Uint8Array([1, 2, 3]);
  overwrite(bytes);
  expect([...bytes]).toEqual([0, 0, 0]);
});

test("PEM has lines of 64 characters between its marks", () => {
  const lines = publicPemOf("A".repeat(100)).split("\n");
  expect(lines.map(({ length }) => length)).toEqual([26, 64, 36, 24, 0]);
});
