import { styleText } from "node:util";

type Style = Parameters<typeof styleText>[0];

/**
 * Where a command writes. Results go to stdout; progress, notes and warnings to stderr, so that stdout can be
 * piped. Colour appears on a terminal only, and not when NO_COLOR is set.
 */
export class Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;

  constructor(stdout: NodeJS.WriteStream = process.stdout, stderr: NodeJS.WriteStream = process.stderr) {
    this.stdout = stdout;
    this.stderr = stderr;
  }

  result(text: string): void {
    this.stdout.write(`${text}\n`);
  }

  json(document: unknown): void {
    this.result(JSON.stringify(document, null, 2));
  }

  note(text: string): void {
    this.stderr.write(`${text}\n`);
  }

  /** A framed message that cannot be overlooked. */
  warn(text: string): void {
    const width = columnsOf(this.stderr, 78);
    const rule = "!".repeat(width);
    this.note(this.style(["bold", "yellow"], `${rule}\n${wrap(text, width)}\n${rule}`, this.stderr));
  }

  error(text: string): void {
    this.note(`${this.style("red", "error:", this.stderr)} ${text}`);
  }

  style(style: Style, text: string, stream: NodeJS.WriteStream = this.stdout): string {
    return styleText(style, text, { stream, validateStream: true });
  }
}

/** Columns to fill: those of a terminal, `most` at most, and `most` where there is none. */
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
