import { styleText } from "node:util";
import { printableLines, withoutCredentials } from "@lstm-predict/checks";

/** A colour or a weight: the only kind of sequence that `styleText` writes. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern has to find a control character
export const SEQUENCE = /(\u001b\[\d+m)/g;

type Style = Parameters<typeof styleText>[0];

/**
 * Where a command writes. Results go to stdout; progress, notes and warnings to stderr, so that stdout can be
 * piped. Colour appears on a terminal only, and not when NO_COLOR is set.
 *
 * Texts may come from outside (names of runs and files, cells, answers of peers): of what would act on the terminal, only the
 * colours of `style` are written, and the rest as its escape.
 */
export class Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** The escape sequences of `style` so far. */
  readonly #styles = new Set<string>();

  constructor(stdout: NodeJS.WriteStream = process.stdout, stderr: NodeJS.WriteStream = process.stderr) {
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** Writes a text to one of the two streams; all that a command prints goes through here. */
  print(text: string, stream: NodeJS.WriteStream = this.stdout): void {
    const parts = text.split(SEQUENCE).map((part) => (this.#styles.has(part) ? part : printableLines(part)));
    stream.write(parts.join(""));
  }

  result(text: string): void {
    this.print(`${text}\n`);
  }

  json(document: unknown): void {
    this.result(JSON.stringify(document, null, 2));
  }

  note(text: string): void {
    this.print(`${text}\n`, this.stderr);
  }

  /** A framed message that cannot be overlooked. */
  warn(text: string): void {
    const width = columnsOf(this.stderr, 78);
    const rule = "!".repeat(width);
    this.note(this.style(["bold", "yellow"], `${rule}\n${wrap(text, width)}\n${rule}`, this.stderr));
  }

  error(text: string): void {
    this.note(`${this.style("red", "error:", this.stderr)} ${withoutCredentials(text)}`);
  }

  style(style: Style, text: string, stream: NodeJS.WriteStream = this.stdout): string {
    const styled = styleText(style, printableLines(text), { stream, validateStream: true });
    for (const sequence of styled.match(SEQUENCE) ?? []) this.#styles.add(sequence);
    return styled;
  }
}

/** The columns to fill: those of the terminal, but not more than `most`; `most` if `stream` is not a terminal. */
export function columnsOf(stream: NodeJS.WriteStream, most: number): number {
  return Math.min(stream.columns || most, most);
}

function wrap(text: string, width: number): string {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines.join("\n");
}
