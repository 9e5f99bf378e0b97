export type CodeLanguage = "shell" | "json" | "typescript" | "go" | "python" | "java" | "text";

export interface CodePiece {
  kind: "plain" | "word" | "string" | "number" | "comment";
  text: string;
}

const KEYWORDS: Readonly<Record<CodeLanguage, string>> = {
  shell: "curl|export|echo|openssl|base64|jq|thalassa|tcloud|pelagos",
  json: "true|false|null",
  typescript: "const|let|await|async|import|from|export|return|new|function|if|else|throw|true|false|null|undefined",
  go: "package|import|func|return|if|err|nil|var|const|defer|type|struct|range|for|true|false",
  python: "import|from|def|return|with|as|if|else|raise|True|False|None|await|async|print",
  java: "import|public|static|void|class|new|var|throws|return|if|else|null|true|false",
  text: "",
};

const COMMENT: Readonly<Record<CodeLanguage, string>> = {
  shell: "(?<=^|\\s)#[^\\n]*",
  python: "#[^\\n]*",
  go: "//[^\\n]*",
  typescript: "(?<!:)//[^\\n]*",
  json: "(?!)",
  java: "(?<!:)//[^\\n]*",
  text: "(?!)",
};

/** Cuts a sample into pieces with a colour each. A light hand: strings, addresses, numbers, keywords, comments. */
export function highlight(code: string, language: CodeLanguage): CodePiece[] {
  if (language === "text") return [{ kind: "plain", text: code }];
  const pattern = new RegExp(
    [
      `(?<comment>${COMMENT[language]})`,
      `(?<string>"(?:\\\\.|[^"\\\\\\n])*"|'(?:\\\\.|[^'\\\\])*'|\`(?:\\\\.|[^\`\\\\])*\`|https?://[^\\s"'\\\\]+)`,
      `(?<word>(?<![\\w.-])(?:${KEYWORDS[language]})(?![\\w-]))`,
      "(?<number>(?<![\\w.:-])\\d[\\d_.]*(?![\\w:]))",
    ].join("|"),
    "gm",
  );
  const pieces: CodePiece[] = [];
  let position = 0;
  for (const match of code.matchAll(pattern)) {
    if (match.index > position) pieces.push({ kind: "plain", text: code.slice(position, match.index) });
    pieces.push({ kind: kindOf(match.groups ?? {}), text: match[0] });
    position = match.index + match[0].length;
  }
  if (position < code.length) pieces.push({ kind: "plain", text: code.slice(position) });
  return pieces;
}

function kindOf(groups: Record<string, string | undefined>): CodePiece["kind"] {
  if (groups.comment !== undefined) return "comment";
  if (groups.string !== undefined) return "string";
  return groups.word === undefined ? "number" : "word";
}
