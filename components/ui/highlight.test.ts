import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CodeLanguage, highlight } from "./highlight";

const LANGUAGES: CodeLanguage[] = ["shell", "json", "typescript", "go", "python", "text"];

describe("highlighted code", () => {
  test("shows exactly the characters it was given", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), fc.constantFrom(...LANGUAGES), (code, language) => {
        const shown = highlight(code, language)
          .map((piece) => piece.text)
          .join("");
        expect(shown).toBe(code);
      }),
    );
  });

  test("tells a command from its strings and addresses", () => {
    expect(highlight(`curl -d '{"a":1}' http://x.example/v1`, "shell")).toEqual([
      { kind: "word", text: "curl" },
      { kind: "plain", text: " -d " },
      { kind: "string", text: `'{"a":1}'` },
      { kind: "plain", text: " " },
      { kind: "string", text: "http://x.example/v1" },
    ]);
  });
});
