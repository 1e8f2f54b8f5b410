import cliProgress from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** Shows how many of several pieces of work are done: a bar with ETA on a terminal, one line a piece elsewhere. */
export interface Counter {
  /** One more is done; `what` says which and how. */
  done(what: string): void;
  /** Says what is at work, and how many pieces' worth of it is done, where there is a bar to show it. */
  show(what: string, parts?: number): void;
  close(): void;
}

export function createCounter(terminal: Terminal, total: number): Counter {
  return terminal.stderr.isTTY ? barCounter(terminal, total) : lineCounter(terminal, total);
}

function lineCounter(terminal: Terminal, total: number): Counter {
  let count = 0;
  const width = String(total).length;
  return {
    done: (what) => terminal.note(`${String(++count).padStart(width)}/${total}  ${what}`),
    show: () => {},
    close: () => {},
  };
}

function barCounter(terminal: Terminal, total: number): Counter {
  const bar = new cliProgress.SingleBar(
    {
      ...{
        stream: terminal.stderr,
        hideCursor: true,
        clearOnComplete: true,
        gracefulExit: false,
        barsize: 24,
      },
      format: "{bar} {count}/{total}  ETA {eta_formatted}  {what}",
      // Of all that was done so far: pieces differ, and so do their parts.
      etaBuffer: 10_000,
    },
    cliProgress.Presets.shades_classic,
  );
  let count = 0;
  bar.start(total, 0, { what: "", count });
  return {
    done: (what) => bar.update(++count, { what, count }),
    show: (what, parts = 0) => bar.update(count + parts, { what }),
    close: () => bar.stop(),
  };
}
