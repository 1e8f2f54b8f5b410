import type { RunningTraining } from "./trainings.ts";

/** A row of the table: choice, name, time, ratio, steps and loss of one training. */
export class Row {
  /** Its colour is that of the line in the chart. */
  readonly checkbox = document.createElement("input");
  readonly #about = document.createElement("small");
  readonly #cells: HTMLTableCellElement[];

  constructor(table: HTMLTableSectionElement, name: string, colour: string) {
    const row = table.insertRow();
    this.checkbox.type = "checkbox";
    this.checkbox.ariaLabel = name;
    this.checkbox.style.setProperty("--colour", `var(${colour})`);
    row.insertCell().append(this.checkbox);
    row.insertCell().append(name, this.#about);
    this.#cells = ["ms", "ratio", "steps", "loss"].map((column) => {
      const cell = row.insertCell();
      cell.className = `number ${column}`;
      return cell;
    });
  }

  /** Says what computes, or why nothing does. */
  tell(about: string): void {
    this.#about.textContent = about;
  }

  /**
   * @param base the median that this one is divided by, in ms
   * @param epoch steps in an epoch
   */
  show(training: RunningTraining | undefined, base: number | undefined, epoch: number): void {
    const { steps, median } = training ?? {};
    const texts = [
      median ? format(median) : "",
      median && base ? format(median / base) : "",
      steps ? String(steps) : "",
      training?.meanLosses(epoch).at(-1)?.toFixed(3) ?? "",
    ];
    this.#cells.forEach((cell, k) => {
      cell.textContent = texts[k]!;
    });
  }
}

/** Two or more digits, one of them after the point below 10. */
export function format(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}
