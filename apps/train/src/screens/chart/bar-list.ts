/** A bar to the right for a positive value, to the left for a negative one. */
export interface Bar {
  name: string;
  value: number;
  /** The value as text. */
  text: string;
}

/** Size and colours of a list of bars. */
export interface BarListOptions {
  columns?: number;
  /** Colours the text of a bar by its sign; default: unchanged. */
  paint?: (text: string, sign: number) => string;
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/** A wider bar says no more. */
const MOST_SIDE = 24;

/** Draws values as bars on both sides of an axis, the largest of which fills its side, each behind its name and text. */
export function barList(bars: readonly Bar[], options: BarListOptions = {}): string[] {
  const { columns = 80, paint = (text: string) => text } = options;
  const names = Math.max(...bars.map(({ name }) => name.length));
  const texts = Math.max(...bars.map(({ text }) => text.length));
  // Besides the bars, there are four spaces and the axis.
  const side = Math.max(4, Math.min(MOST_SIDE, Math.floor((columns - names - texts - 5) / 2)));
  const most = Math.max(...bars.map(({ value }) => Math.abs(value)));
  return bars.map(({ name, value, text }) => {
    const length = most > 0 ? (Math.abs(value) / most) * side : 0;
    const [left, right] = value < 0 ? [toTheLeft(length), ""] : ["", toTheRight(length)];
    const bar = `${" ".repeat(side - left.length)}${paint(left, -1)}│${paint(right, 1)}`;
    return ` ${name.padEnd(names)}  ${text.padStart(texts)}  ${bar}`;
  });
}

function toTheRight(length: number): string {
  const eighths = Math.round(8 * length);
  return "█".repeat(eighths >> 3) + EIGHTHS[eighths & 7];
}

/** Characters have no eighths that begin on the right: halves alone. */
function toTheLeft(length: number): string {
  const halves = Math.round(2 * length);
  return (halves & 1 ? "▐" : "") + "█".repeat(halves >> 1);
}
