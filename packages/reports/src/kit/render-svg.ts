import type { TopLevelSpec } from "vega-lite";

/** Renders a chart as SVG text. Loads Vega on demand, because it would double the start-up time of the command line. */
export async function renderSvg(spec: TopLevelSpec): Promise<string> {
  const { compile } = await import("vega-lite");
  const vega = await import("vega");
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: "none", logLevel: vega.Warn });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
