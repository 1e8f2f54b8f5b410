const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, EDGE] = [120, 28, 3];

/** The path of values from left to right, the lowest at the bottom: "M0.0 25.0L..."; empty for fewer than two. */
export function sparklinePath(values: readonly number[]): string {
  return points(values)
    .map(([x, y], index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join("");
}

function points(values: readonly number[]): [x: number, y: number][] {
  if (values.length < 2) return [];
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const step = (WIDTH - 2 * EDGE) / (values.length - 1);
  return values.map((value, index) => [
    EDGE + index * step,
    HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE),
  ]);
}

/** The last closes as a line, with a dot where the interval missed. Hidden from screen readers: the row says it in numbers. */
export function sparkline({ closes, missed }: { closes: number[]; missed: number[] }): SVGElement {
  const svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "spark", "aria-hidden": "true" });
  svg.append(element("path", { d: sparklinePath(closes) }));
  const at = points(closes);
  for (const index of missed) {
    const [cx, cy] = at[index] ?? [];
    if (cx !== undefined) svg.append(element("circle", { cx, cy: cy!, r: 2.2 }));
  }
  return svg;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
