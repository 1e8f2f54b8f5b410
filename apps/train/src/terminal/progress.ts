import type { TrainingEvent } from "@lstm-predict/model";
import type { SingleBar } from "cli-progress";
import { createBar } from "./bar.ts";
import type { Terminal } from "./terminal.ts";

/** Shows a training as it goes: a bar with ETA on a terminal, one line an epoch elsewhere. */
export interface ProgressView {
  show(event: TrainingEvent): void;
  close(): void;
}

export function createProgress(terminal: Terminal): ProgressView {
  return terminal.stderr.isTTY ? new ProgressBar(terminal) : new ProgressLines(terminal);
}

class ProgressLines implements ProgressView {
  readonly #terminal: Terminal;
  #epochs = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(event: TrainingEvent): void {
    if (event.type === "started") this.#epochs = event.epochs;
    else if (event.type === "epoch") {
      const { epoch, loss, valLoss, learningRate, seconds, improved } = event;
      this.#terminal.note(
        `epoch ${String(epoch).padStart(3)}/${this.#epochs}  loss ${loss.toFixed(4)}  validation ${valLoss.toFixed(4)}` +
          `  learning rate ${learningRate.toExponential(1)}  ${seconds.toFixed(1)} s${improved ? "  best" : ""}`,
      );
    } else showMilestone(this.#terminal, event);
  }

  close(): void {}
}

class ProgressBar implements ProgressView {
  readonly #terminal: Terminal;
  readonly #bar: SingleBar;
  #epochs = 0;
  #batches = 0;
  #best = Number.POSITIVE_INFINITY;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#bar = createBar(
      terminal,
      "{bar} epoch {epoch}/{epochs}  loss {loss}  validation {valLoss} (best {best})  rate {rate}  ETA {eta_formatted}",
      50,
    );
  }

  show(event: TrainingEvent): void {
    switch (event.type) {
      case "started":
        this.#epochs = event.epochs;
        this.#batches = event.batches;
        this.#bar.start(event.epochs * event.batches, 0, {
          epoch: 1,
          epochs: event.epochs,
          loss: "-",
          valLoss: "-",
          best: "-",
          rate: "-",
        });
        break;
      case "batch":
        this.#bar.update((event.epoch - 1) * this.#batches + event.batch, {
          epoch: event.epoch,
          loss: event.loss.toFixed(4),
        });
        break;
      case "epoch":
        this.#best = Math.min(this.#best, event.valLoss);
        this.#bar.update({
          valLoss: event.valLoss.toFixed(4),
          best: this.#best.toFixed(4),
          rate: event.learningRate.toExponential(1),
          epochs: this.#epochs,
        });
        break;
      case "stopped":
        this.close();
        showMilestone(this.#terminal, event);
        break;
    }
  }

  close(): void {
    this.#bar.stop();
  }
}

function showMilestone(terminal: Terminal, event: TrainingEvent): void {
  if (event.type === "lrReduced") {
    terminal.note(`           learning rate reduced to ${event.learningRate.toExponential(1)}`);
  } else if (event.type === "stopped") {
    const why = event.reason === "early" ? "no better epoch since" : "all epochs done, best";
    terminal.note(`trained ${event.epochs} epochs: ${why} epoch ${event.bestEpoch}, whose weights are kept`);
  }
}
