import fc from "fast-check";
import { expect, it } from "vitest";
import { keySlugPreview } from "@/lib/format/key-slug";
import { slugOf } from "./slug";

it("the form shows the address that the server will give", () => {
  for (const name of ["Orders DB", "  Über_Größe 2 ", "a--b", "x".repeat(300), "Déjà vu!", "9 lives"]) {
    expect(keySlugPreview(name)).toBe(slugOf(name));
  }
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }), (name) => {
      const preview = keySlugPreview(name);
      fc.pre(preview !== "" && preview !== "new" && preview !== "import");
      expect(preview).toBe(slugOf(name));
    }),
  );
});
