import cliProgress from "cli-progress";
import type { Terminal } from "./terminal.ts";

/** Shows how many of several pieces of work are done: a bar with ETA on a terminal, one line a piece elsewhere. */
export interface Counter {
  /** One more is done; `what` says which and how. */
  done(what: string): void;
  /** Says what is at work, where there is a bar to say it in. */
  show(what: string): void;
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
      format: "{bar} {value}/{total}  ETA {eta_formatted}  {what}",
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0, { what: "" });
  return {
    done: (what) => bar.increment(1, { what }),
    show: (what) => bar.update({ what }),
    close: () => bar.stop(),
  };
}
