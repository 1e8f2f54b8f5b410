import { printable } from "@lstm-predict/checks";
import { createBar } from "./bar.ts";
import type { Terminal } from "./terminal.ts";

/** Shows how many of several pieces of work are done: a bar on a terminal, one line a piece elsewhere; both with ETA. */
export interface Counter {
  /** One more is done; `what` says which and how. `parts`: so much of those that are at work is done as well. */
  done(what: string, parts?: number): void;
  /** One more, or `pieces`, need no work, such as those that an earlier run did: they say nothing of the speed. */
  kept(what: string, pieces?: number): void;
  /** Says what is at work, where there is a bar to show it. */
  show(what: string, parts?: number): void;
  close(): void;
}

/** `now` tells the time in milliseconds. */
export function createCounter(terminal: Terminal, total: number, now = () => performance.now()): Counter {
  return terminal.stderr.isTTY ? barCounter(terminal, total, now) : lineCounter(terminal, total, now);
}

function lineCounter(terminal: Terminal, total: number, now: () => number): Counter {
  const eta = new Eta(total, now);
  let count = 0;
  const width = String(total).length;
  const line = (what: string, pieces: number, minutes = 0) => {
    count += pieces;
    terminal.note(
      `${String(count).padStart(width)}/${total}  ${printable(what)}${minutes >= 1 ? `, about ${minutes} min left` : ""}`,
    );
  };
  return {
    done: (what, parts = 0) => {
      eta.done();
      line(what, 1, Math.round(eta.secondsLeft(parts) / 60));
    },
    kept: (what, pieces = 1) => {
      eta.kept(pieces);
      line(what, pieces);
    },
    show: () => {},
    close: () => {},
  };
}

function barCounter(terminal: Terminal, total: number, now: () => number): Counter {
  const bar = createBar(terminal, "{bar} {count}/{total}  ETA {left}  {what}", 10);
  const eta = new Eta(total, now);
  let count = 0;
  const left = (parts: number) => formatTime(eta.secondsLeft(parts));
  bar.start(total, 0, { what: "", count, left: "-" });
  return {
    done: (what, parts = 0) => {
      eta.done();
      bar.update(++count + parts, { what: printable(what), count, left: left(parts) });
    },
    kept: (what, pieces = 1) => {
      eta.kept(pieces);
      count += pieces;
      bar.update(count, { what: printable(what), count, left: left(0) });
    },
    show: (what, parts = 0) => bar.update(count + parts, { what: printable(what), left: left(parts) }),
    close: () => bar.stop(),
  };
}

/** The time that is left, by the mean speed so far: pieces differ, and so do their parts. */
class Eta {
  readonly #now: () => number;
  readonly #from: number;
  #open: number;
  #worked = 0;

  constructor(total: number, now: () => number) {
    this.#open = total;
    this.#now = now;
    this.#from = now();
  }

  done(): void {
    this.#open--;
    this.#worked++;
  }

  kept(pieces: number): void {
    this.#open -= pieces;
  }

  /** Infinite while nothing is done. `parts`: so much of the open pieces is done as well. */
  secondsLeft(parts: number): number {
    const worked = this.#worked + parts;
    if (worked === 0) return Number.POSITIVE_INFINITY;
    return ((this.#now() - this.#from) / 1000 / worked) * (this.#open - parts);
  }
}

/** "45s", "3m20s", "2h05m"; "-" if not finite. */
function formatTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return "-";
  const [s, m] = [Math.round(seconds), Math.round(seconds / 60)];
  if (s < 60) return `${s}s`;
  if (m < 60) return `${Math.floor(s / 60)}m${String(s % 60).padStart(2, "0")}s`;
  return `${Math.floor(m / 60)}h${String(m % 60).padStart(2, "0")}m`;
}
