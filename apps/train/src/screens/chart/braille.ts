/** Bits of the dots of a braille character, by row and column (Unicode U+2800). */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BLANK = 0x2800;

/** A canvas of dots in braille characters, each two dots wide and four high; [0, 0] is at the upper left. */
export class BrailleCanvas {
  /** Width in dots. */
  readonly width: number;
  /** Height in dots. */
  readonly height: number;
  readonly #cells: Uint8Array[];

  constructor(columns: number, lines: number) {
    this.width = 2 * columns;
    this.height = 4 * lines;
    this.#cells = Array.from({ length: lines }, () => new Uint8Array(columns));
  }

  /** Sets a dot; ignores dots outside the canvas. */
  set(x: number, y: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    this.#cells[y >> 2]![x >> 1]! |= DOTS[y & 3]![x & 1]!;
  }

  /** Draws a straight line between two dots, both included. */
  line(x0: number, y0: number, x1: number, y1: number): void {
    const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
    for (let k = 0; k <= steps; k++) {
      this.set(Math.round(x0 + ((x1 - x0) * k) / steps), Math.round(y0 + ((y1 - y0) * k) / steps));
    }
  }

  /** The canvas as text, one string a line. */
  toLines(): string[] {
    return this.#cells.map((line) => String.fromCodePoint(...Array.from(line, (dots) => BLANK + dots)));
  }
}
