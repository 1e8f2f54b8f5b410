import { createBar } from "./bar.ts";
import type { Terminal } from "./terminal.ts";

/** Shows how many of several pieces of work are done: a bar with ETA on a terminal, one line a piece elsewhere. */
export interface Counter {
  /** One more is done; `what` says which and how. `parts`: so much of those that are at work is done as well. */
  done(what: string, parts?: number): void;
  /** Says what is at work, where there is a bar to show it. */
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
  // The ETA is of all that was done so far: pieces differ, and so do their parts.
  const bar = createBar(terminal, "{bar} {count}/{total}  ETA {eta_formatted}  {what}", 10_000);
  let count = 0;
  bar.start(total, 0, { what: "", count });
  return {
    done: (what, parts = 0) => bar.update(++count + parts, { what, count }),
    show: (what, parts = 0) => bar.update(count + parts, { what }),
    close: () => bar.stop(),
  };
}
