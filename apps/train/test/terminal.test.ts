import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { createCounter } from "../src/terminal/counter.ts";
import { plainTable } from "../src/terminal/plain-table.ts";
import { Terminal } from "../src/terminal/terminal.ts";
import { cli, folder } from "./cli.ts";
import { Collector } from "./collector.ts";

/** Clears the screen, sets the title, is the one-byte form of "red", turns the direction of writing, and ends the line. */
const HOSTILE = "x\u001b[2J\u001b]0;owned\u0007\u009b31m\u202ey\r\u0008";
const SAFE = "x\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u202ey\\u000d\\u0008";

/** A stream that takes colours. */
class Screen extends Collector {
  isTTY = true;
  columns = 120;
  getColorDepth = () => 8;
  hasColors = () => true;
}

function terminalOn(stream: Collector) {
  const { NO_COLOR, ...env } = process.env;
  process.env = { ...env, FORCE_COLOR: "1" };
  return new Terminal(stream.asTerminal(), stream.asTerminal());
}

describe("a text from outside", () => {
  test.each<[string, (terminal: Terminal) => void]>([
    ["a result", (terminal) => terminal.result(HOSTILE)],
    ["a note", (terminal) => terminal.note(HOSTILE)],
    ["a warning", (terminal) => terminal.warn(HOSTILE)],
    ["an error", (terminal) => terminal.error(HOSTILE)],
    ["in bold", (terminal) => terminal.result(terminal.style("bold", HOSTILE))],
    [
      "a line of a counter",
      (terminal) => {
        const counter = createCounter(terminal, 1);
        counter.done(HOSTILE);
        counter.close();
      },
    ],
  ])("when it is %s, then none of it acts on the terminal", (_name, print) => {
    for (const stream of [new Screen(), new Collector()]) {
      print(terminalOn(stream));
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of the program itself, and of its bars
      const rest = stream.text.replaceAll(/\u001b(\[\??\d*[mGKhl]|[78])/g, "");
      expect(rest).toContain(SAFE);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
      expect(rest).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  });

  test("when it has a colour that the program does not use, then it has none", () => {
    const screen = new Screen();
    const terminal = terminalOn(screen);
    terminal.result(`${terminal.style("bold", "own")} \u001b[8mhidden\u001b[28m`);
    expect(screen.text).toBe("\u001b[1mown\u001b[22m \\u001b[8mhidden\\u001b[28m\n");
  });

  test("when it is in a document, then the document is the same, and prints nothing but itself", () => {
    const stream = new Collector();
    new Terminal(stream.asTerminal(), stream.asTerminal()).json({ name: HOSTILE });
    expect(JSON.parse(stream.text)).toEqual({ name: HOSTILE });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(stream.text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  test("when it is a cell of several lines, then it stays in its row", () => {
    const table = plainTable(["run\nhead"], ["left"]);
    table.push(["a\nb"], ["c"]);
    expect(table.toString().trimEnd().split("\n")).toHaveLength(3);
  });

  test("when an error quotes an address, then without its credentials", () => {
    const stream = new Collector();
    new Terminal(stream.asTerminal(), stream.asTerminal()).error("Invalid URL http://me:s3cret@host");
    expect(stream.text).toBe("error: Invalid URL http://***@host\n");
  });

  test.each([
    ["of a column", `Date,Open,High,Low,Close,${HOSTILE}\n2020-01-02,1,2,1,1,5\n`],
    ["of a number", `Date,Open,High,Low,Close,Volume\n2020-01-02,1,2,1,"${HOSTILE}",5\n`],
    ["of a date", `Date,Open,High,Low,Close,Volume\n"${HOSTILE}",1,2,1,1,5\n`],
    ["of a symbol", `Date,Symbol,Open,High,Low,Close,Volume\n2020-01-02,"${HOSTILE}",1,2,1,1,5\n`],
    ["of a file that is no CSV", HOSTILE],
  ])(
    "when it is a cell %s, in a file of such a name, then none of it acts on the terminal",
    async (_name, text) => {
      const dir = await folder();
      await writeFile(join(dir, `${HOSTILE.replaceAll("/", "")}\n.csv`), text);
      for (const args of [
        ["fetch", "--csv", dir],
        ["explore", "--symbol", "ACME", "--csv", join(dir, `${HOSTILE}\n.csv`)],
      ]) {
        const { stdout, stderr } = await cli(args);
        expect(stderr).toContain("\\u");
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
        expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }
    },
  );

  test.each([
    [["train", "--symbol", HOSTILE]],
    [["train", "--symbol", "AAPL", `--${HOSTILE}`]],
    [["train", "--symbol", "AAPL", "--engine", HOSTILE]],
    [["predict", "--model", HOSTILE]],
    [["fetch", "--csv", HOSTILE]],
    [[HOSTILE]],
  ])("when it is an argument, then the refusal shows it as text: %j", async (args) => {
    const { code, stdout, stderr } = await cli(args);
    expect(code).toBeGreaterThan(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});
