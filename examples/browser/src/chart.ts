const HEIGHT = 288;
const MARGIN = { left: 44, right: 12, top: 12, bottom: 28 };
const TICKS = 4;

export interface Line {
  /** A custom property of style.css. */
  colour: string;
  values: readonly number[];
}

/** Draws lines over step 0 to `steps`, with a value after each `perValue` steps. */
export function drawChart(svg: SVGSVGElement, lines: readonly Line[], steps: number, perValue: number): void {
  const width = svg.clientWidth;
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  const highest = Math.max(1, ...lines.flatMap(({ values }) => values)) * 1.05;
  const x = (step: number) => MARGIN.left + (step / steps) * (width - MARGIN.left - MARGIN.right);
  const y = (loss: number) =>
    HEIGHT - MARGIN.bottom - (loss / highest) * (HEIGHT - MARGIN.top - MARGIN.bottom);

  const grid = Array.from({ length: TICKS + 1 }, (_, k) => {
    const loss = (highest * k) / TICKS;
    const step = Math.round((steps * k) / TICKS);
    const anchor = k === TICKS ? "end" : "middle";
    return [
      make("line", { x1: x(0), x2: x(steps), y1: y(loss), y2: y(loss) }),
      make("text", { x: MARGIN.left - 6, y: y(loss) + 4, "text-anchor": "end" }, loss.toFixed(2)),
      make(
        "text",
        { x: x(step), y: HEIGHT - 8, "text-anchor": anchor },
        k === TICKS ? `step ${step}` : `${step}`,
      ),
    ];
  });
  // The first lines are the widest: where lines coincide, all are seen.
  const drawn = lines.map(({ colour, values }, at) => {
    const lineWidth = 2 * (lines.length - at) - 0.5;
    const points = values.map((value, k) => [x((k + 1) * perValue), y(value)] as const);
    const group = make("g", { style: `--colour: var(${colour})` });
    group.append(
      make("polyline", { points: points.map((point) => point.join()).join(" "), "stroke-width": lineWidth }),
    );
    if (points.length <= 40)
      group.append(...points.map(([cx, cy]) => make("circle", { cx, cy, r: 1.5 + lineWidth / 2 })));
    return group;
  });
  svg.replaceChildren(...grid.flat(), ...drawn);
}

function make(name: string, attributes: Record<string, string | number>, text?: string): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}
