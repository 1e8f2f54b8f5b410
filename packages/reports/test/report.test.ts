import { beforeAll, describe, expect, test } from "@jest/globals";
import { PngThread } from "../src/kit/png-thread.ts";
import { renderPng } from "../src/kit/render-png.ts";
import { drawFigures, type Figures } from "../src/training/figures.ts";
import { renderPage } from "../src/training/page.ts";
import { renderReport } from "../src/training/render-report.ts";
import type { ReportFiles } from "../src/training/types.ts";
import { reportData, withTestScores } from "./report-data.ts";

const WIDTH_AT = 16;

const PLOTS = [
  "loss",
  "forecast",
  "zoom",
  "residuals",
  "spread",
  "memory",
  "volatility",
  "deciles",
  "coverage",
];

const plot = (files: ReportFiles, name: string) => files[`plots/${name}.png` as "plots/loss.png"];

/** Width and height from a PNG's header. */
function pngSize(png: Uint8Array): [number, number] {
  expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join("")).toBe("PNG");
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(WIDTH_AT), view.getUint32(WIDTH_AT + 4)];
}

let report: ReportFiles;
let figures: Figures;
beforeAll(async () => {
  report = await renderReport(reportData());
  figures = await drawFigures(reportData());
});

/** The page of other data with the same figures: drawing them takes most of the time. */
const pageOf = (data: ReturnType<typeof reportData>) => renderPage(data, figures.html);

describe("the page", () => {
  test("when a training is reported, then scores, verdict, data and configuration are on it", () => {
    const page = pageOf(withTestScores(reportData(), { mase: 1.0042 }));
    expect(page).toContain("0.42 % worse than that of &quot;tomorrow = today&quot; (MASE 1.0042)");
    expect(page).toContain('<td class="better">1.0000</td>');
    expect(page).toContain("90 % intervals held");
    expect(page).toContain("35 % is used");
    expect(page).toContain("<th>earlyStopping.patience</th><td>15</td>");
    expect(page).toContain("<th>units</th><td>100, 50</td>");
    expect(page).toContain("ab".repeat(32));
    expect(page).toContain("<th>rows received</th><td>2012</td>");
    expect(page).toContain("<th>rows dropped</th><td>1 nullClose</td>");
    expect(page).toContain("<li>Dropped 1 row (no close): 2025-12-31.</li>");
    expect(page.match(/<svg/g)).toHaveLength(2 * PLOTS.length);
  });

  test("when it is opened, then it asks nothing of the network and runs no script", () => {
    const page = report["report.html"];
    const references = [...page.matchAll(/(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)/gi)].map(
      ([, url]) => url,
    );
    expect(references.filter((url) => !url!.startsWith("#") && !url!.startsWith("data:"))).toEqual([]);
    expect(page).not.toMatch(/<script|@import|<link/i);
  });

  test("when the data are live, then there is no warning; when the sample stood in, no one can miss it", () => {
    expect(report["report.html"]).not.toContain('role="alert"');
    const { data } = reportData().metadata;
    const warned = reportData({ data: { ...data, source: "sample", warning: "NOT LIVE DATA: old bars" } });
    expect(pageOf(warned)).toContain('role="alert">NOT LIVE DATA: old bars</p>');
    const asked = reportData({ data: { ...data, source: "sample" } });
    expect(pageOf(asked)).toContain("Trained on the bundled sample");
  });

  test("when a file name holds markup, then it is text", () => {
    const { data } = reportData().metadata;
    const hostile = reportData({ data: { ...data, source: "csv", detail: '<img src=x onerror="x">.csv' } });
    const page = pageOf(hostile);
    expect(page).not.toContain("<img");
    expect(page).toContain("&lt;img src=x onerror=&quot;x&quot;&gt;.csv");
  });
});

describe("the plots", () => {
  test("when they are drawn, then each is a PNG of twice the chart's size", () => {
    const files = report;
    expect(Object.keys(files)).toEqual(["report.html", ...PLOTS.map((name) => `plots/${name}.png`)]);
    for (const name of PLOTS) {
      const [width, height] = pngSize(plot(files, name));
      expect(width).toBeGreaterThan(1280);
      expect(height).toBeGreaterThan(400);
    }
  });

  test("when the same training is drawn twice, then the bytes are the same", () => {
    expect(pageOf(reportData()) === report["report.html"]).toBe(true);
    for (const [name, svg] of Object.entries(figures.svg))
      expect(Buffer.from(renderPng(svg)).equals(plot(report, name))).toBe(true);
    expect(Object.keys(figures.svg)).toEqual(PLOTS);
  });

  test("when a text is no SVG, then the thread of the PNGs throws", async () => {
    const pngs = new PngThread();
    pngs.push("no SVG");
    await expect(pngs.shift()).rejects.toThrow("SVG");
    await pngs.close();
  });
});
