import type { HeatRow } from "../content/explanation.ts";

const SVG = "http://www.w3.org/2000/svg";

/** A row of cells as wide as its place, each with its title under the pointer. */
export function heatRow({ cells, titles }: HeatRow): SVGElement {
  const svg = element("svg", { viewBox: `0 0 ${cells.length} 1`, preserveAspectRatio: "none" });
  cells.forEach((cell, x) => {
    const rect = element("rect", {
      ...{ x, y: 0, width: 1, height: 1, class: cell < 0 ? "less" : "more" },
      "fill-opacity": Math.abs(cell).toFixed(3),
    });
    const title = element("title", {});
    title.textContent = titles[x]!;
    rect.append(title);
    svg.append(rect);
  });
  return svg;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
