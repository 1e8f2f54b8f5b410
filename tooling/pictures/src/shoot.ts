import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { atRoot } from "./paths.ts";
import { trainAndServe } from "./programs.ts";
import { shrink } from "./shrink.ts";

/** GitHub shows a README's pictures 900 pixels wide or less: what is larger only loads longer. */
const MOST_BYTES = 150_000;
const WIDTH = 1280;
const MARGIN = 20;

const folder = await mkdtemp(join(tmpdir(), "pictures-"));
try {
  const { bundle, url, stop } = await trainAndServe(folder);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    await shootDashboard(await open(browser, url));
    await shootReport(await open(browser, pathToFileURL(join(bundle, "report.html")).href));
  } finally {
    await browser.close();
    await stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: 900 },
    colorScheme: "light",
    locale: "en-US",
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

/** The first screen: the forecast, how often it was right, and the candles. */
async function shootDashboard(page: Page): Promise<void> {
  await page.getByRole("status").filter({ hasText: "AAPL is shown." }).waitFor({ state: "attached" });
  await page.evaluate(() => new Promise(requestAnimationFrame)); // canvases are drawn in the next frame
  const ends = await Promise.all(
    ["#candles figure .chart", "#record figure"].map((place) => bottomOf(page.locator(place))),
  );
  await save(page, "dashboard", { x: 0, y: 0, width: WIDTH, height: Math.max(...ends) + MARGIN });
}

/** From the head of the page to the end of its first chart, without the white margins. */
async function shootReport(page: Page): Promise<void> {
  const chart = page.locator("figure").first();
  const { x } = (await chart.boundingBox())!;
  const left = Math.max(0, Math.floor(x) - 2 * MARGIN);
  await save(page, "report", {
    x: left,
    y: 0,
    width: WIDTH - 2 * left,
    height: (await bottomOf(chart)) + MARGIN,
  });
}

async function bottomOf(element: Locator): Promise<number> {
  const { y, height } = (await element.boundingBox())!;
  return Math.ceil(y + height);
}

async function save(
  page: Page,
  name: string,
  clip: { x: number; y: number; width: number; height: number },
): Promise<void> {
  const picture = shrink(await page.screenshot({ fullPage: true, clip }));
  if (picture.length > MOST_BYTES) {
    throw new Error(`${name}.png would have ${picture.length} bytes: expected at most ${MOST_BYTES}`);
  }
  await writeFile(atRoot(`docs/pictures/${name}.png`), picture);
}
