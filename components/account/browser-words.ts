/** Program and system of a session, as people call them; null where the text names none that is known. */
export interface BrowserWords {
  browser: string;
  system: string;
}

// The first that fits counts: most programs also name those they are compatible with.
const BROWSERS = [
  [/\bEdgi?A?i?O?S?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\b(Firefox|FxiOS)\//, "Firefox"],
  [/\b(Chrome|Chromium|CriOS|HeadlessChrome)\//, "Chrome"],
  [/\bVersion\/[\d.]+.*Safari\//, "Safari"],
] as const;

const SYSTEMS = [
  [/\b(iPhone|iPad)\b/, "iOS"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b/, "Linux"],
] as const;

/** What a `User-Agent` header says to people. It is what the program claims, no proof of anything. */
export function browserWords(userAgent: string | null): BrowserWords | null {
  const text = userAgent ?? "";
  const browser = BROWSERS.find(([pattern]) => pattern.test(text))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(text))?.[1];
  return browser === undefined || system === undefined ? null : { browser, system };
}
