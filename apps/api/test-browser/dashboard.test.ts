import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type {
  ModelCard,
  Promotions,
  SymbolBars,
  SymbolForecast,
  TestForecasts,
} from "@lstm-predict/api-client";
import type { Page } from "playwright-core";
import { sampleMarket, startStandIn } from "yahoo-stand-in";
import type { Config, RunningServer } from "../src/index.ts";
import { addModel } from "../test/models.ts";
import { modelsFolder, serve } from "../test/service.ts";
import { openPage, shoot } from "./browser.ts";
import { train } from "./trained.ts";

const NOW = () => new Date("2018-05-11T21:00:00Z");
const KEY = "a-key-of-the-tests";
const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

let models: string;
let server: RunningServer;
beforeAll(async () => {
  models = await modelsFolder();
  await train(models);
  // A bundle as version 0.1 made them, and one of a symbol that has no bars.
  await addModel(models, { symbol: "KO" });
  await addModel(models, { symbol: "GONE" });
  await addModel(models, { symbol: "BROUGHT", imported: true, target: "price" });
  server = await begin({ defaultSymbol: "AAPL" });
});

async function begin(over: Partial<Config>): Promise<RunningServer> {
  const yahoo = await startStandIn({ markets: [sampleMarket(), sampleMarket({ symbol: "KO" })], now: NOW });
  const running = await serve(
    models,
    { dataDir: await modelsFolder(), ...over },
    { fetch: yahoo.fetch, now: NOW },
  );
  await fetch(`${running.url}/bars/AAPL`);
  await fetch(`${running.url}/bars/KO`);
  await yahoo[Symbol.asyncDispose]();
  return running;
}

const ask = async <T>(path: string): Promise<T> => (await fetch(server.url + path)).json() as Promise<T>;
const status = (page: Page, text: string | RegExp) =>
  page.getByRole("status").filter({ hasText: text }).waitFor({ state: "attached" });
const section = (page: Page, id: string) => page.locator(`section#${id}`);
/** The cells of the row that begins with `head`. Waits for it: a table is drawn a moment after it is opened. */
const row = async (page: Page, caption: string | RegExp, head: string) => {
  const line = page
    .getByRole("table", { name: caption })
    .locator("tr", { has: page.locator("th", { hasText: new RegExp(`^${head}$`) }) });
  await line.waitFor();
  return line.locator("td").allInnerTexts();
};
/** Opens what is folded. The last first: what opens may bring more below it. */
const unfold = async (page: Page) => {
  for (const summary of (await page.locator("summary").all()).reverse()) await summary.click();
};
const digits = (value: number, count: number) =>
  value
    .toLocaleString("en-US", { minimumFractionDigits: count, maximumFractionDigits: count })
    .replace("-", "−");
const percent = (share: number, count = 1) => `${digits(100 * share, count)} %`;
const change = (share: number) => `${share >= 0 ? "+" : ""}${percent(share, 2)}`;

async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, "utf8"));
  const { violations } = await page.evaluate(() => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }> };
    };
    return axe.run();
  });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

describe("the dashboard", () => {
  test("when it is opened, then every panel shows what the API says, nothing complains, and nobody else is asked", async () => {
    const { page, complaints, elsewhere } = await openPage(`${server.url}/`);
    await status(page, "AAPL is shown.");
    const forecast = await ask<SymbolForecast>("/forecast/AAPL");
    const card = await ask<ModelCard>("/models/AAPL");
    const { test: scores, validation } = card.scores!;

    const tiles = section(page, "forecast").locator(".tile .value");
    const [lower, upper] = forecast.intervals!["90"]!;
    expect(await tiles.allInnerTexts()).toEqual([
      digits(forecast.naive, 2),
      digits(forecast.prediction, 2),
      `${digits(lower, 2)} – ${digits(upper, 2)}`,
      `± ${percent(forecast.volatility!, 2)}`,
    ]);
    await page.getByText("Up or down? And all intervals").click();
    for (const [level, [from, to]] of Object.entries(forecast.intervals!)) {
      const cells = await row(page, "Where the next close may lie", `${level} %`);
      expect(cells.slice(0, 3)).toEqual([
        digits(from, 2),
        digits(to, 2),
        `${change(from / forecast.naive - 1)} to ${change(to / forecast.naive - 1)}`,
      ]);
    }
    await section(page, "forecast").getByText("The close of Monday, 14 May 2018").waitFor();
    await section(page, "forecast")
      .getByText(/^Up or down\?.*test days/)
      .waitFor();

    const { sessions } = await ask<SymbolBars>("/bars/AAPL?days=1");
    await page.getByText("The last 30 sessions as a table").click();
    const last = sessions[0]!;
    expect(await row(page, "Last sessions, newest first", last.date)).toEqual([
      ...[last.open, last.high, last.low, last.close].map((value) => digits(value, 2)),
      digits(last.volume, 0),
    ]);

    const { days } = await ask<TestForecasts>("/models/AAPL/forecasts");
    await page.getByText("Every day as a table").click();
    const day = days[7]!;
    const [from, to] = day.intervals["90"]!;
    expect(await row(page, "Forecasts of the test span, newest first", day.date)).toEqual([
      ...[day.actual, day.prediction, day.naive, from, to].map((value) => digits(value, 2)),
      from <= day.actual && day.actual <= to ? "yes" : "no",
      change(day.actual / day.naive - 1),
    ]);
    await section(page, "test-span")
      .getByText(`${days.length} days, ${days[0]!.date} to ${days.at(-1)!.date}`)
      .waitFor();

    for (const [name, { mape, mase, r2 }] of Object.entries({ model: scores.model, naive: scores.naive })) {
      const cells = await row(page, /^Where will it close\? test/, name);
      expect(cells.slice(2, 5)).toEqual([`${digits(mape!, 3)} %`, digits(mase!, 4), digits(r2!, 4)]);
    }
    const { coverage, width, winkler } = scores.model.intervals!["90"]!;
    expect((await row(page, /^How far may it be\? test/, "model")).slice(0, 3)).toEqual([
      percent(coverage!),
      `${digits(width!, 2)} %`,
      digits(winkler!, 3),
    ]);
    await section(page, "scores").getByText("validation", { exact: true }).click();
    expect((await row(page, /^Where will it close\? validation/, "model"))[3]).toBe(
      digits(validation.model.mase!, 4),
    );

    for (const [level, held] of Object.entries(scores.model.intervals!)) {
      expect(await row(page, "Days that the intervals held", `${level} %`)).toEqual(
        [held.coverage, ...held.terciles].map((share) => percent(share!)),
      );
    }
    await page.getByText("Every epoch as a table").click();
    const [, second] = card.training!.history;
    expect(await row(page, "Training by epoch", "2")).toEqual([
      digits(second!.loss!, 4),
      digits(second!.valLoss!, 4),
      second!.learningRate.toExponential(1),
    ]);
    expect(await section(page, "data").textContent()).toContain(card.data!.sha256);
    const { decisions } = await ask<Promotions>("/models/AAPL/promotions");
    const model = await section(page, "model").textContent();
    expect(model).toContain(`promoted ${decisions[0]!.version}`);
    expect(model).toMatch(/Trained (\d+ minutes?|less than a minute) ago/);
    expect(await page.locator("canvas").count()).toBeGreaterThan(3);
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
    await shoot(page, "dashboard");
  });

  test("when another symbol is chosen, then its panels show it, what it has not is said, and Back returns", async () => {
    const { page, complaints } = await openPage(`${server.url}/`);
    await status(page, "AAPL is shown.");
    await page.getByLabel("Symbol").selectOption("KO");
    await status(page, "KO is shown.");
    expect(new URL(page.url()).search).toBe("?symbol=KO");
    await page.getByRole("heading", { name: "KO: tomorrow's close" }).waitFor();
    await section(page, "forecast").getByText("This model has no error bar").waitFor();
    await section(page, "test-span")
      .getByText("trained before the forecasts of its test span were kept")
      .waitFor();
    await section(page, "coverage").getByText("This model has no intervals").waitFor();
    await section(page, "training").getByText("no history of its training").waitFor();
    await page.goBack();
    await status(page, "AAPL is shown.");
    expect(await page.getByLabel("Symbol").inputValue()).toBe("AAPL");
    expect(complaints).toEqual([]);
  });

  test("when the model was imported, then every panel that would tell of its training says so", async () => {
    const { page, complaints } = await openPage(`${server.url}/?symbol=BROUGHT`);
    for (const id of ["scores", "coverage", "training", "data"])
      await section(page, id).getByText("This model was imported: what it was trained on").waitFor();
    const model = await section(page, "model").textContent();
    expect(model).toContain("lstm_model.keras and scaler.json, Keras 3.15.1");
    expect(model).toMatch(/Imported (\d+ \w+|less than a minute) ago/);
    expect(complaints.filter((text) => !text.includes("404") && !text.includes("503"))).toEqual([]);
  });

  test("when the forecast is explained, then terms and attributions are those of the API, drawn and in words", async () => {
    // A window of 60 days, which is enough for a pooled volatility.
    const folder = await modelsFolder();
    await addModel(folder, { intervals: "own" });
    const { url } = await serve(folder, { marketSource: "sample", dataDir: await modelsFolder() });
    const { page, complaints, requests } = await openPage(`${url}/`);
    await status(page, "AAPL is shown.");
    expect(requests.filter((address) => address.includes("explain"))).toEqual([]);
    await page.getByText("Explain the forecast of the next session").focus();
    await page.keyboard.press("Enter");
    const part = section(page, "explanation");
    await part.getByText("An attribution says what the model used, not what moves the market.").waitFor();
    const response = await fetch(`${url}/forecast/AAPL?explain=1`);
    const { width, network } = ((await response.json()) as SymbolForecast).explanation!;
    const table = part.getByRole("table", { name: /^Terms of the interval/ });
    const texts = await table.locator("td:nth-child(2)").allInnerTexts();
    expect(texts.map((text) => Number(text.replace("−", "-").replace(" %", "")))).toEqual(
      width!.terms.map(({ percent }) => Number(percent.toFixed(1)) + 0),
    );
    const { features, outputs, days } = network!;
    expect(await part.locator("rect").count()).toBe(outputs.length * features.length * days!.length);
    expect(await part.locator("rect").first().textContent()).toContain(`${days![0]}, open: `);
    expect(await part.getByRole("table", { name: /what each column of the bars added/ }).count()).toBe(
      outputs.length,
    );
    expect(complaints).toEqual([]);
    expect(await seriousViolations(page)).toEqual([]);
    await shoot(page, "explanation");
  });

  test("when there is only a keyboard, then symbol, ranges, scores and tables can be reached and used, in sight", async () => {
    const { page } = await openPage(`${server.url}/`);
    await status(page, "AAPL is shown.");
    const tab = () => page.keyboard.press("Tab");
    const focused = () =>
      page.evaluate(() => {
        const element = document.activeElement!;
        const seen =
          element instanceof HTMLInputElement && element.type === "radio"
            ? element.nextElementSibling!
            : element;
        return {
          text: seen.textContent?.trim() ?? "",
          id: element.id,
          outline: getComputedStyle(seen).outlineStyle,
        };
      });
    await tab();
    expect(await focused()).toMatchObject({ text: "Skip to the forecast", outline: "solid" });
    await tab();
    expect(await focused()).toMatchObject({ id: "symbol", outline: "solid" });
    await page.keyboard.press("End");
    await status(page, "KO is shown.");
    await page.keyboard.press("Home");
    await status(page, "AAPL is shown.");
    const seen: string[] = [];
    for (let steps = 0; steps < 60 && !seen.includes("Every epoch as a table"); steps++) {
      await tab();
      const { text, outline } = await focused();
      expect([text, outline]).toEqual([text, "solid"]);
      seen.push(text);
      if (text === "3 months") await page.keyboard.press("ArrowRight");
      if (text === "test") {
        await page.keyboard.press("ArrowRight");
        await page.getByRole("table", { name: /^Where will it close\? validation/ }).waitFor();
      }
      if (text === "Every day as a table") {
        await page.keyboard.press("Enter");
        await page.getByRole("table", { name: /^Forecasts of the test span/ }).waitFor();
      }
    }
    expect(seen).toEqual(
      expect.arrayContaining([
        "change of the day",
        "all",
        "test",
        "Every day as a table",
        "Every epoch as a table",
      ]),
    );
    expect(await page.getByRole("radio", { name: "6 months" }).isChecked()).toBe(true);
  });

  test("when a week or a month is chosen, then words, intervals and scores are of it, and tomorrow returns", async () => {
    const { page, complaints, elsewhere } = await openPage(`${server.url}/`);
    await status(page, "AAPL is shown.");
    const { horizons } = await ask<SymbolForecast>("/forecast/AAPL?horizon=1,5,20");
    const { laterScores, scores } = await ask<ModelCard>("/models/AAPL");
    const part = section(page, "forecast");
    for (const [name, title, one, { test }] of [
      ["week", "the close in a week", horizons![1]!, laterScores!["5"]!],
      ["month", "the close in a month", horizons![2]!, laterScores!["20"]!],
      ["tomorrow", "tomorrow's close", horizons![0]!, scores!],
    ] as const) {
      await part.getByText(name, { exact: true }).click();
      await page.getByRole("heading", { name: `AAPL: ${title}` }).waitFor();
      const [lower, upper] = one.intervals!["90"]!;
      expect(await part.locator(".tile.range .value").textContent()).toBe(
        `${digits(lower, 2)} – ${digits(upper, 2)}`,
      );
      const day = new Date(one.date).toLocaleDateString("en-GB", { timeZone: "UTC", dateStyle: "long" });
      await part.getByText(day, { exact: false }).first().waitFor();
      const { n, mase, intervals, relative } = test.model;
      // A window of 20 rows is too short for HAR.
      const [constant, har] = [relative?.winklerToConstant, relative?.winklerToHar];
      const ratios = relative
        ? `, Winkler ${digits(constant!, 3)} of constant volatility's, ${digits(har!, 3)} of HAR's`
        : "";
      await part
        .getByText(
          `On ${n} test days: MASE ${digits(mase!, 3)}, 90 % interval held ${percent(intervals!["90"]!.coverage!)}${ratios}.`,
        )
        .waitFor();
      const tooFew = n / one.horizon < 20;
      expect(await part.getByText("Too few days to tell").count()).toBe(tooFew ? 1 : 0);
      expect(await seriousViolations(page)).toEqual([]);
      await shoot(page, `horizon-${one.horizon}`);
    }
    await part.getByRole("radio", { name: "tomorrow" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByRole("heading", { name: "AAPL: the close in a week" }).waitFor();
    expect({ complaints, elsewhere }).toEqual({ complaints: [], elsewhere: [] });
  });

  test("when light or dark is chosen, then the page is so and stays so; else it is as the system", async () => {
    const { page } = await openPage(`${server.url}/`, { colorScheme: "dark" });
    await status(page, "AAPL is shown.");
    const brightness = () =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g)!.map(Number)[0]!);
    expect(await brightness()).toBeLessThan(50);
    await shoot(page, "dashboard-dark");
    await page.getByLabel("Theme").selectOption("light");
    expect(await brightness()).toBeGreaterThan(200);
    await page.reload();
    await status(page, "AAPL is shown.");
    expect(await brightness()).toBeGreaterThan(200);
    await page.getByLabel("Theme").selectOption("as the system");
    expect(await brightness()).toBeLessThan(50);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await brightness()).toBeGreaterThan(200);
  });

  test("when nothing is pointed at, then legends have the last values; when a candle or the fan is, then its own", async () => {
    const { page } = await openPage(`${server.url}/`);
    await status(page, "AAPL is shown.");
    const legend = (id: string) => section(page, id).locator(".u-legend .u-value").allInnerTexts();
    const { days } = await ask<TestForecasts>("/models/AAPL/forecasts");
    const last = days.at(-1)!;
    const [from, to] = last.intervals["90"]!;
    const values = [from, to, last.naive, last.prediction, last.actual];
    const atRest = [last.date, ...values.map((price) => change(price / last.naive - 1))];
    expect(await legend("test-span")).toEqual(atRest);
    expect((await legend("training"))[0]).toBe("3");
    await section(page, "test-span")
      .locator(".u-over")
      .hover({ position: { x: 5, y: 50 } });
    expect((await legend("test-span"))[0]).toBe(days[0]!.date);
    await page.mouse.move(0, 0);
    expect(await legend("test-span")).toEqual(atRest);

    const shown = section(page, "candles").locator(".readout");
    const { sessions } = await ask<SymbolBars>("/bars/AAPL");
    const texts = ({ date, open, high, low, close, volume }: SymbolBars["sessions"][number]) => [
      date,
      ...[open, high, low, close].map((price) => digits(price, 2)),
      digits(volume, 0),
    ];
    const shows = async (expected: string[]) => {
      const text = await shown.textContent();
      for (const part of expected) expect(text).toContain(part);
    };
    await shows(texts(sessions.at(-1)!));
    const chart = section(page, "candles").locator(".chart");
    await chart.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await chart.boundingBox())!;
    await page.mouse.move(x + width / 3, y + height / 2);
    const date = (await shown.textContent())!.trim().slice(0, 10);
    const session = sessions.find((candidate) => candidate.date === date)!;
    expect(sessions.indexOf(session)).toBeLessThan(sessions.length - 20);
    await shows(texts(session));
    const forecast = await ask<SymbolForecast>("/forecast/AAPL?horizon=20");
    const far = forecast.horizons![0]!;
    await page.mouse.move(x + width - 70, y + height / 2);
    await shows([far.date, digits(far.prediction, 2), ...far.intervals!["90"]!.map((end) => digits(end, 2))]);
    await shoot(page, "dashboard-hover");
    // The first session of the fan is somewhere on the left of it.
    for (let left = x + width - 70; !(await shown.textContent())!.includes(forecast.date); left -= 2)
      await page.mouse.move(left, y + height / 2);
    await shows([forecast.date, digits(forecast.prediction, 2), digits(forecast.naive, 2)]);
    await page.mouse.move(0, 0);
    await shows(texts(sessions.at(-1)!));
  });

  test("when the screen is a phone's, then nothing is wider than it", async () => {
    const { page, complaints } = await openPage(`${server.url}/`, { viewport: { width: 390, height: 844 } });
    await status(page, "AAPL is shown.");
    await unfold(page);
    await page.getByText("An attribution says what the model used, not what moves the market.").waitFor();
    const cutTables = () =>
      page.evaluate(() =>
        [...document.querySelectorAll(".scroll")]
          .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
          .map((table) => table.ariaLabel),
      );
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    // The headings of rows stand above their columns then, and both lines of a day are its row.
    expect(await row(page, /^Where will it close\? test/, "naive")).toHaveLength(6);
    expect(await row(page, "Forecasts of the test span, newest first", "2018-05-11")).toHaveLength(7);
    // A table is made when its summary has opened. What earlier tests have put on record has one more.
    await page.locator(".scroll").nth(8).waitFor();
    expect(await cutTables()).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    expect(await cutTables()).toEqual([]);
    expect(complaints).toEqual([]);
    await shoot(page, "dashboard-phone");
  });

  test.each([
    ["light", 1280, "AAPL"],
    ["dark", 1280, "AAPL"],
    ["light", 390, "KO"],
    ["light", 1280, "GONE"],
  ] as const)(
    "when axe looks at it in %s, %i wide, with %s, then it finds nothing serious",
    async (colorScheme, width, symbol) => {
      const options = { colorScheme, viewport: { width, height: 900 } };
      const { page } = await openPage(`${server.url}/?symbol=${symbol}`, options);
      await status(page, `${symbol} is shown`);
      await unfold(page);
      expect(await seriousViolations(page)).toEqual([]);
    },
  );
});

describe("what is missing", () => {
  test("when there are no bars, then two panels say so and the others show what there is", async () => {
    const { page } = await openPage(`${server.url}/?symbol=GONE`);
    await status(page, "GONE is shown; 2 of 11 panels could not be filled.");
    for (const id of ["forecast", "candles"]) {
      await section(page, id).getByText("There are no daily bars to forecast from.").waitFor();
      await section(page, id).getByRole("button", { name: "Try again" }).waitFor();
    }
    expect(await row(page, /^Where will it close\? test/, "naive")).toContain("0.9700");
  });

  test("when bars are old, then a warning says so above the forecast", async () => {
    const later = () => new Date("2018-06-20T21:00:00Z");
    const gone = () => Promise.reject(new TypeError("fetch failed"));
    const offline = await serve(models, { dataDir: await modelsFolder() }, { fetch: gone, now: later });
    const { page } = await openPage(`${offline.url}/?symbol=AAPL`);
    await status(page, "AAPL is shown.");
    await section(page, "forecast")
      .getByText(/^NOT LIVE DATA/)
      .waitFor();
    // Once: the candles stand beside it.
    expect(await section(page, "candles").locator(".warning").count()).toBe(0);
  });

  test("when keys are required, then the page asks for one, tells a wrong one, and keeps it in this tab alone", async () => {
    const sha256 = createHash("sha256").update(KEY).digest("hex");
    const guarded = await begin({ apiKeys: [{ name: "tests", sha256 }] });
    const { page } = await openPage(`${guarded.url}/?symbol=KO`);
    const field = page.getByLabel("API key");
    await field.waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await field.fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("The server does not know the key that was given.").waitFor();
    await page.getByLabel("API key").fill(KEY);
    await page.keyboard.press("Enter");
    await status(page, "KO is shown");
    expect(await page.evaluate(() => [sessionStorage.length, localStorage.length, document.cookie])).toEqual([
      1,
      0,
      "",
    ]);
    expect(page.url()).not.toContain(KEY);
  });

  test("when too much was asked for, then panels say so and when to try again", async () => {
    const limited = await begin({ rateLimit: 5 });
    const { page } = await openPage(`${limited.url}/?symbol=AAPL`);
    await status(page, /panels could not be filled/);
    await page
      .getByText(
        /^Too many requests in this minute\. 5 forecasts a minute are allowed: try again in \d+ s\.$/,
      )
      .first()
      .waitFor();
    const there = await page.locator("section:not(:has(.failure))").count();
    expect(there).toBeGreaterThan(0);
  });

  test("when nothing was trained, then the page says how, and shows the first model when it is there", async () => {
    const empty = await modelsFolder();
    const { url } = await serve(empty);
    const { page, complaints } = await openPage(`${url}/`);
    await page.getByText("Train one with pnpm train --symbol AAPL").waitFor();
    await addModel(empty, { symbol: "MSFT" });
    while ((await (await fetch(`${url}/models`)).json()).models.length === 0);
    await page.getByRole("button", { name: "Try again" }).click();
    await status(page, /MSFT/);
    expect(complaints.filter((text) => !text.includes("503"))).toEqual([]);
  });
});
