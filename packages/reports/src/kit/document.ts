import { printableLines } from "@lstm-predict/checks";
import { type Html, html } from "./html.ts";
import { STYLE } from "./style.ts";

/** Renders one self-contained page, without scripts, and without characters that change how others are read. */
export function renderDocument(title: string, body: Html): string {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return printableLines(text);
}
