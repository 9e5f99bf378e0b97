import { expect, it } from "vitest";
import { createKeyRequest } from "@/lib/contract/kms";
import { draftErrors, draftOfUse, emptyDraft, periodOf, requestOf, serverErrors as serverErrorsIn } from "./new-key";

const problem = (name: string) => name;
const draft = { ...emptyDraft("nl-01"), name: " orders " };

it("the request of every accepted draft passes the server's schema", () => {
  const labels = [
    { id: 1, name: "team", value: "platform" },
    { id: 2, name: " ", value: "" },
  ];
  const full = { ...draft, description: " x ", labels, isExportAllowed: true, period: "3650" };
  expect(draftErrors(full, problem)).toEqual({});
  expect(createKeyRequest.parse(requestOf(full))).toMatchObject({
    name: "orders",
    description: "x",
    labels: { team: "platform" },
    exportAllowed: true,
    rotationPeriodInDays: 3650,
  });
  expect(requestOf({ ...draft, isRotating: false })).toEqual({
    name: "orders",
    keyType: "aes256-gcm96",
    purpose: "encrypt",
  });
});

it("options are sent only where the type has them and they differ from the default", () => {
  const rsa = { ...draft, ...draftOfUse("jwt", "generated"), keyType: "rsa-3072" } as const;
  expect(requestOf(rsa)).toEqual({ name: "orders", keyType: "rsa-3072", purpose: "jwt" });
  const chosen = { ...rsa, paddings: ["pss"], isJwksPublic: true, isContextAllowed: false } as const;
  expect(requestOf(chosen)).toMatchObject({ rsaPaddings: ["pss"], jwksPublic: true });
  expect(requestOf(chosen)).not.toHaveProperty("contextAllowed");
  expect(requestOf({ ...chosen, keyType: "ecdsa-p256" })).not.toHaveProperty("rsaPaddings");
  const symmetric = { ...chosen, ...draftOfUse("general", "generated"), isRotating: false };
  expect(requestOf(symmetric)).toEqual({ name: "orders", keyType: "aes256-gcm96", contextAllowed: false });
  expect(draftErrors({ ...rsa, paddings: [] }, problem)).toEqual({ rsaPaddings: "paddingMissing" });
  expect(draftErrors({ ...draft, ...draftOfUse("mac", "imported") }, problem)).toEqual({ keyType: "typeMissing" });
});

it("modes of the instance protocol are sent for AES keys that encrypt, where they are not the usual one", () => {
  const all = { ...draft, isRotating: false, modes: ["gcm", "cbc"], isCallerNonceAllowed: true } as const;
  expect(requestOf(all)).toMatchObject({ cipherModes: ["gcm", "cbc"], callerNonceAllowed: true });
  expect(createKeyRequest.safeParse(requestOf(all)).success).toBe(true);
  expect(requestOf({ ...all, modes: ["ecb"] })).not.toHaveProperty("callerNonceAllowed");
  for (const other of [{ keyType: "chacha20-poly1305" }, draftOfUse("mac", "generated")] as const) {
    expect(requestOf({ ...all, ...other })).not.toHaveProperty("cipherModes");
    expect(draftErrors({ ...all, ...other, modes: [] }, problem)).toEqual({});
  }
  expect(draftErrors({ ...all, modes: [] }, problem)).toEqual({ cipherModes: "modeMissing" });
});

it("says at each field what the server would refuse", () => {
  expect(draftErrors(emptyDraft(null), problem)).toEqual({ name: "nameMissing", region: "regionMissing" });
  expect(draftErrors({ ...draft, period: "0" }, problem)).toEqual({ rotationPeriodInDays: "period" });
  expect(draftErrors({ ...draft, period: "0", isRotating: false }, problem)).toEqual({});
  const twice = [1, 2].map((id) => ({ id, name: "team", value: "a" }));
  expect(draftErrors({ ...draft, labels: twice }, problem)).toEqual({ labels: "labelTwice" });
  const bad = [{ id: 1, name: "-team", value: "a" }];
  expect(draftErrors({ ...draft, labels: bad }, problem)).toEqual({ labels: "labelForm" });
});

it("a period is a whole number from 1 to 3,650", () => {
  expect(["1", "3650", " 90 "].map(periodOf)).toEqual([1, 3650, 90]);
  expect(["", "0", "3651", "1.5", "-1", "1e3", "x"].map(periodOf)).toEqual(Array(7).fill(null));
});

it("puts a refusal beside the fields it names", () => {
  const serverErrors = (code: string, message: string) => serverErrorsIn(code, message, "nl-01", problem);
  expect(serverErrors("slug_taken", "A key with this slug already exists.")).toEqual({ name: "addressTaken" });
  expect(serverErrors("invalid_request", "name: must be text; labels.te-am: must be short.")).toEqual({
    name: "must be text",
    labels: "must be short.",
  });
  expect(serverErrors("import_failed", "The wrapped …")).toEqual({ material: "importFailed" });
  expect(serverErrors("invalid_key_material", "Keys of type …")).toEqual({ material: "Keys of type …" });
  expect(serverErrors("invalid_request", "hashFunction: must be …")).toEqual({ material: "must be …" });
  expect(serverErrors("invalid_request", "The request body has unknown fields: a.")).toBeNull();
  expect(serverErrors("unavailable", "name: x")).toBeNull();
});
