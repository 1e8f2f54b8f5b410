/** A row of a heat map: its name, its values from left to right, and a text behind them. */
export interface HeatRow {
  name: string;
  values: readonly number[];
  text: string;
}

/** Size and colours of a heat map. */
export interface HeatRowsOptions {
  columns?: number;
  /** Colours a cell by the sign of its value; default: unchanged. */
  paint?: (text: string, sign: number) => string;
}

/** Shades by magnitude, so that signs differ without colours, too. */
const SHADES = { more: " ░▒▓█", less: " -=≡#" };
const MOST_CELLS = 60;

/** Explains the shades. */
export const HEAT_LEGEND = `${SHADES.more.trim()} more   ${SHADES.less.trim()} less`;

/**
 * Draws rows of cells, darker for larger magnitudes; the largest of all rows is the darkest. Values that do not fit are summed, as many
 * in each cell.
 */
export function heatRows(rows: readonly HeatRow[], options: HeatRowsOptions = {}): string[] {
  const { columns = 80, paint = (text: string) => text } = options;
  const names = Math.max(...rows.map(({ name }) => name.length));
  const texts = Math.max(...rows.map(({ text }) => text.length));
  const room = Math.max(10, Math.min(MOST_CELLS, columns - names - texts - 6));
  const perCell = Math.ceil(rows[0]!.values.length / room);
  const cells = rows.map(({ values }) => sumsOf(values, perCell));
  const most = Math.max(...cells.flat().map(Math.abs));
  return rows.map(({ name, text }, k) => {
    const line = cells[k]!.map((value) => {
      const shade = most > 0 ? Math.round((Math.abs(value) / most) * 4) : 0;
      return paint(SHADES[value < 0 ? "less" : "more"][shade]!, Math.sign(value));
    });
    return ` ${name.padEnd(names)} │${line.join("")}│ ${text.padStart(texts)}`;
  });
}

/** Sums of every `count` values, the last of which ends with the last value. */
function sumsOf(values: readonly number[], count: number): number[] {
  const sums: number[] = [];
  for (let end = values.length; end > 0; end -= count) {
    sums.unshift(values.slice(Math.max(0, end - count), end).reduce((sum, value) => sum + value, 0));
  }
  return sums;
}
