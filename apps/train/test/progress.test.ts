import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { TrainingEvent } from "@lstm-predict/model";
import { createCounter } from "../src/terminal/counter.ts";
import { createProgress } from "../src/terminal/progress.ts";
import { Terminal } from "../src/terminal/terminal.ts";
import { Collector } from "./collector.ts";
import { folder } from "./folder.ts";
import { onTerminal, testOnTerminal } from "./pty.ts";
import { QUICK } from "./quick.ts";

const [HIDE, SHOW, CLEAR] = ["\u001b[?25l", "\u001b[?25h", "\u001b[2K"];

/** The states of a bar as they were drawn, and what was written after it was taken away. */
function drawn(screen: string): { frames: string[]; after: string } {
  const [, begun = ""] = screen.split(HIDE);
  const [bar = "", rest = ""] = begun.split(SHOW);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are told
  const frames = bar.split("\u001b[1G").map((frame) => frame.replaceAll(/\u001b\[[?\d]*[a-zA-Z]/g, ""));
  return {
    frames: frames.filter((frame) => /[█░]/.test(frame)),
    after: rest.slice(rest.indexOf(CLEAR) + CLEAR.length),
  };
}

/** How far a bar is, of 24. */
const filled = (frame: string) => frame.match(/█/g)?.length ?? 0;

describe("a training on a terminal", () => {
  testOnTerminal(
    "when it is done, then a bar has grown to its end and is gone, and results are in colour",
    async () => {
      const { code, screen } = await onTerminal(["train", ...QUICK, "--out", await folder()]);
      expect(code).toBe(0);
      const { frames, after } = drawn(screen);
      expect(frames[0]).toBe(`${"░".repeat(24)} epoch 1/2  loss -  validation - (best -)  rate -  ETA -`);
      expect(frames.at(-1)).toMatch(
        /^█{24} epoch 2\/2 {2}loss \d\.\d{4} {2}validation \d\.\d{4} \(best \d\.\d{4}\) {2}rate 1\.0e-3 {2}ETA 0s$/,
      );
      const widths = frames.map(filled);
      expect(widths).toEqual(widths.toSorted((a, b) => a - b));
      expect(after).toMatch(/^trained 2 epochs: all epochs done, best epoch \d, whose weights are kept\r\n/);
      expect(after).not.toMatch(/[█░]/);
      expect(after).toContain("\u001b[1mmodel\u001b[22m");
      expect(screen.indexOf(SHOW)).toBeGreaterThan(screen.lastIndexOf(HIDE));
    },
  );

  testOnTerminal(
    "when stdout is a file, then the document is in it as a whole, and the bar on the terminal",
    async () => {
      const file = join(await folder(), "run.json");
      const args = ["train", ...QUICK, "--out", await folder(), "--json"];
      const { code, screen } = await onTerminal(args, { stdout: file });
      expect(code).toBe(0);
      expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ symbol: "AAPL", epochs: 2 });
      expect(drawn(screen).frames.length).toBeGreaterThan(1);
      expect(screen).not.toContain("weightsSha256");
    },
  );

  testOnTerminal("when Ctrl-C is typed, then it ends by itself, and the cursor is back", async () => {
    const out = await folder();
    const args = ["train", ...QUICK, "--epochs", "5000", "--patience", "5000", "--out", out];
    const { code, screen } = await onTerminal(args, { when: /epoch \d+\/5000 {2}loss \d/, type: "\u0003" });
    expect(code).toBe(130);
    const { after } = drawn(screen);
    expect(after.replaceAll("\u001b", "ESC")).toMatch(
      /ESC\[31merror:ESC\[39m stopped in epoch \d+: nothing was saved\r\n$/,
    );
    expect(screen.indexOf(SHOW)).toBeGreaterThan(screen.lastIndexOf(HIDE));
    expect(await readdir(out)).toEqual([]);
  });
});

testOnTerminal("when colour is switched off, then an error has none; otherwise it is red", async () => {
  const args = ["predict", "--symbol", "MSFT", "--models-dir", await folder()];
  const { screen } = await onTerminal(args);
  expect(screen).toContain("\u001b[31merror:\u001b[39m MSFT has no trained model yet");
  const plain = await onTerminal(args, { env: { NO_COLOR: "1" } });
  expect(plain.screen).toMatch(/^error: MSFT has no trained model yet/);
  expect(plain.screen).not.toContain("\u001b");
});

testOnTerminal(
  "when folds are computed on a terminal, then a bar counts them, and goes before the tables",
  async () => {
    const small = [...QUICK, "--folds", "2", "--refit-every", "20", "--seeds", "1", "--out", await folder()];
    const { code, screen } = await onTerminal(["backtest", ...small]);
    expect(code).toBe(0);
    const { frames, after } = drawn(screen);
    expect(frames.map((frame) => /\d\/2/.exec(frame)![0])).toEqual(expect.arrayContaining(["0/2", "2/2"]));
    expect(frames.at(-1)).toMatch(/^█{24} 2\/2 {2}ETA 0s {2}AAPL, seed 42, fold 2$/);
    expect(after).not.toMatch(/[█░]/);
    expect(after).toContain("Forecasts  ");
  },
);

describe("elsewhere", () => {
  const terminal = () => {
    const [stdout, stderr] = [new Collector(), new Collector()];
    return { stdout, stderr, terminal: new Terminal(stdout.asTerminal(), stderr.asTerminal()) };
  };
  const epoch = (number: number, valLoss: number, improved: boolean): TrainingEvent => ({
    type: "epoch",
    epoch: number,
    loss: 0.5,
    valLoss,
    learningRate: 0.001,
    seconds: 1.25,
    improved,
  });

  test("when a training goes on, then epochs and what changes are lines on stderr", () => {
    const { stdout, stderr, terminal: own } = terminal();
    const view = createProgress(own);
    const events: TrainingEvent[] = [
      { type: "started", epochs: 20, batches: 8, parameters: 430 } as TrainingEvent,
      { type: "batch", epoch: 1, batch: 1, loss: 0.7 } as TrainingEvent,
      epoch(1, 0.75, true),
      { type: "lrReduced", epoch: 1, learningRate: 0.0005 } as TrainingEvent,
      epoch(2, 0.8, false),
      { type: "stopped", reason: "early", epochs: 2, bestEpoch: 1 } as TrainingEvent,
    ];
    for (const event of events) view.show(event);
    view.close();
    expect([stdout.text, stderr.text.split("\n")]).toEqual([
      "",
      [
        "epoch   1/20  loss 0.5000  validation 0.7500  learning rate 1.0e-3  1.3 s  best",
        "           learning rate reduced to 5.0e-4",
        "epoch   2/20  loss 0.5000  validation 0.8000  learning rate 1.0e-3  1.3 s",
        "trained 2 epochs: no better epoch since epoch 1, whose weights are kept",
        "",
      ],
    ]);
  });

  test("when pieces are counted, then each is a line, and what is at work is not shown", () => {
    const { stderr, terminal: own } = terminal();
    const counter = createCounter(own, 10);
    counter.show("AAPL: epoch 1 of 2", 0.5);
    counter.done("AAPL");
    counter.done("KO", 0.5);
    counter.close();
    expect(stderr.text).toBe(" 1/10  AAPL\n 2/10  KO\n");
  });

  test("when pieces take minutes, then lines say how long the others will take; kept pieces do not count for it", () => {
    const { stderr, terminal: own } = terminal();
    let now = 0;
    const counter = createCounter(own, 5, () => now);
    counter.kept("fold 1 (kept)");
    now = 120_000;
    counter.done("fold 2");
    now = 130_000;
    counter.done("fold 3");
    now = 135_000;
    counter.done("fold 4");
    counter.done("fold 5");
    expect(stderr.text).toBe(
      [
        "1/5  fold 1 (kept)",
        "2/5  fold 2, about 6 min left",
        "3/5  fold 3, about 2 min left",
        "4/5  fold 4, about 1 min left",
        "5/5  fold 5\n",
      ].join("\n"),
    );
  });

  test.each([
    [undefined, 78],
    [0, 78],
    [200, 78],
    [60, 60],
  ])(
    "when a warning is long and the terminal has %p columns, then it is framed by %d and broken at words",
    (columns, width) => {
      const { stderr, terminal: own } = terminal();
      Object.assign(stderr, { columns });
      own.warn("These are not the bars of the training, ".repeat(4).trim());
      const lines = stderr.text.trimEnd().split("\n");
      expect([lines[0], lines.at(-1)]).toEqual(["!".repeat(width), "!".repeat(width)]);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      expect(lines.slice(1, -1).join(" ")).toBe("These are not the bars of the training, ".repeat(4).trim());
    },
  );
});
