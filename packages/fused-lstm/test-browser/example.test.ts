import { beforeAll, expect, test } from "@jest/globals";
import { ISOLATED, openPage, serveFolder } from "./browser.ts";
import { buildPage } from "./build-page.ts";

let folder: string;
beforeAll(async () => {
  folder = (await buildPage("../../../examples/browser")).folder;
});

/** Trains two turns of fused-lstm and of TensorFlow.js in WebAssembly. Returns what the page shows. */
async function train(headers: Record<string, string>) {
  const { page, complaints } = await openPage(await serveFolder(folder, headers), {
    colorScheme: "dark",
    viewport: { width: 390, height: 844 },
  });
  // Chromium has no graphics processor here.
  expect(await page.getByLabel("backend webgl").isChecked()).toBe(false);
  await page.getByRole("button", { name: "Train" }).click();
  await page.locator("#verdict", { hasText: "times as long" }).waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.locator("#status", { hasText: "stopped" }).waitFor();
  const rows = await page.locator("#engines tr").evaluateAll((rows) =>
    rows.map((row) => {
      const [, name, , , steps, loss] = (row as HTMLTableRowElement).cells;
      const about = name!.lastChild!.textContent;
      return {
        name: name!.firstChild!.textContent,
        about,
        steps: steps!.textContent,
        loss: Number(loss!.textContent),
      };
    }),
  );
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  const cores = await page.evaluate(() => navigator.hardwareConcurrency);
  const lines = await page
    .locator("#chart polyline")
    .evaluateAll((all) => all.map((line) => line.getAttribute("points")));
  return { rows, width, cores, complaints, lines, verdict: await page.locator("#verdict").textContent() };
}

test("when the page of examples/browser is isolated, then it shows the step times of all trainings and their ratios", async () => {
  const { rows, width, cores, complaints, lines, verdict } = await train(ISOLATED);
  const trained = rows.filter(({ loss }) => loss > 0);
  const threads = cores > 1 ? [[`fused-lstm, ${cores} threads`, "WebAssembly, relaxed SIMD"]] : [];
  expect(trained.map(({ name, about }) => [name, about])).toEqual([
    ...threads,
    ["fused-lstm, 1 thread", "WebAssembly, relaxed SIMD"],
    ["TensorFlow.js, backend wasm", expect.stringMatching(/^WebAssembly, SIMD, \d+ threads?$/)],
  ]);
  expect(rows.slice(-2).map(({ name, about }) => [name, about])).toEqual([
    ["TensorFlow.js, backend webgl", expect.stringMatching(/^slow: WebGL in software, .*SwiftShader/)],
    ["TensorFlow.js, backend cpu", ""],
  ]);
  // All begin with the same weights and read the same batches.
  for (const { steps, loss } of trained) {
    expect(steps).toBe(trained[0]!.steps);
    expect(Math.abs(loss - trained[0]!.loss)).toBeLessThan(0.1);
  }
  expect(verdict).toMatch(
    /^A step takes [\d.]+ ms with fused-lstm, .* and [\d.]+ ms with TensorFlow.js, backend wasm: [\d.]+ times as long.$/,
  );
  expect(lines.filter((points) => points)).toHaveLength(trained.length);
  expect([width, complaints]).toEqual([390, []]);
});

test("when the host sends no headers, then one thread trains and the page says why", async () => {
  const { rows, complaints } = await train({});
  expect(rows.filter(({ loss }) => loss > 0).map(({ name, about }) => [name, about])).toEqual([
    ["fused-lstm, 1 thread", expect.stringMatching(/^the page is not cross-origin isolated: /)],
    ["TensorFlow.js, backend wasm", "WebAssembly, SIMD, 1 thread"],
  ]);
  expect(complaints).toEqual([]);
});
