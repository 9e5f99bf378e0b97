import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

/** Contrast of the tokens as they stand in the style sheet: WCAG 2.2, 1.4.3 (text, 4.5:1) and 1.4.11 (field borders, 3:1). */
const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

type Theme = "light" | "dark";
type LinearRgb = [number, number, number];

const TOKENS = new Map([...css.matchAll(/^\s*--([a-z-]+):\s*(.*oklch\(.*);$/gm)].map((m) => [m[1] ?? "", m[2] ?? ""]));

function token(name: string, theme: Theme): LinearRgb {
  const colours = [...(TOKENS.get(name) ?? "").matchAll(/oklch\(([^)]+)\)/g)].map((match) => match[1] ?? "");
  const colour = colours.length === 1 ? colours[0] : colours[theme === "light" ? 0 : 1];
  if (colour === undefined) throw new Error(`--${name} has no colour for ${theme}`);
  const [lightness = Number.NaN, chroma = Number.NaN, hue = Number.NaN] = colour.split(/[\s/]+/).map(Number);
  return oklchToLinear(lightness, chroma, (hue * Math.PI) / 180);
}

/** Björn Ottosson's OKLab to linear sRGB; values outside the gamut are clipped, as screens do. */
function oklchToLinear(lightness: number, chroma: number, hue: number): LinearRgb {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

function luminance([red, green, blue]: LinearRgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string, theme: Theme): number {
  const [bright = 0, dim = 0] = [luminance(token(one, theme)), luminance(token(other, theme))].sort((a, b) => b - a);
  return (bright + 0.05) / (dim + 0.05);
}

const THEMES: Theme[] = ["light", "dark"];
const GROUNDS = ["canvas", "surface", "sunken", "raised"];
const TEXTS = ["ink", "ink-muted", "ink-faint", "accent-text", "good", "warn", "bad"];

describe.each(THEMES)("contrast in the %s theme", (theme) => {
  test("black on white is 21:1, so the arithmetic is right", () => {
    const white = luminance(oklchToLinear(1, 0, 0));
    expect((white + 0.05) / 0.05).toBeCloseTo(21, 1);
  });

  test.each(GROUNDS.flatMap((ground) => TEXTS.map((text) => [text, ground])))("%s on %s reads", (text, ground) => {
    expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ["accent-ink", "accent"],
    ["accent-ink", "accent-hover"],
    ["accent-text", "accent-soft"],
    ["bad-ink", "bad"],
    ["ink", "bad-soft"],
    ["bad", "bad-soft"],
    ["warn", "warn-soft"],
    ["good", "good-soft"],
    ["ink-muted", "bad-soft"],
    ["code-ink", "code"],
    ["code-faint", "code"],
    ["code-word", "code"],
    ["code-string", "code"],
    ["code-number", "code"],
    ["emblem-ink", "emblem-start"],
    ["emblem-ink", "emblem-end"],
  ])("%s on %s reads", (text, ground) => {
    expect(contrast(text, ground, theme)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(
    GROUNDS.flatMap((ground) => [
      ["line-field", ground],
      ["focus", ground],
      ["accent", ground],
    ]),
  )("%s is seen on %s", (line, ground) => {
    expect(contrast(line, ground, theme)).toBeGreaterThanOrEqual(3);
  });
});
