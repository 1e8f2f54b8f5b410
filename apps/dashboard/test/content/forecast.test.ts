import { describe, expect, test } from "@jest/globals";
import { forecastContent } from "../../src/content/forecast.ts";
import { card, forecast, forecastOfThree, importedCard, split } from "../responses.ts";

/** A forecast of a bundle of version 0.1, which has no error bar. */
function withoutIntervals() {
  const { intervals, volatility, ...rest } = forecast();
  return rest;
}

describe("the forecast", () => {
  test("when the day is estimated, then the lead says that a holiday may move it", () => {
    const { lead } = forecastContent(forecast({ dateIsCertain: false }), card());
    expect(lead).toMatch(
      /^The close of Monday, 5 January 2026, or of the next session if that is a holiday, /,
    );
  });

  test("when the model has intervals, then naive, model, range and volatility are tiles in this order", () => {
    const { lead, tiles } = forecastContent(forecast(), card());
    expect(lead).toBe(
      "The close of Monday, 5 January 2026, forecast after the close of Friday, 2 January 2026.",
    );
    expect(tiles.map(({ kind, value }) => [kind, value])).toEqual([
      ["naive", "200.00"],
      ["model", "200.50"],
      ["range", "196.00 – 205.00"],
      ["volatility", "± 1.23 %"],
    ]);
    expect(tiles[1]?.note).toBe("+0.25 % from today");
    expect(tiles[2]?.name).toBe("9 days in 10");
  });

  test("when the model has intervals, then each has a row from today's close, and 90 % stands out", () => {
    const { intervals } = forecastContent(forecast(), card());
    expect(intervals?.rows.map(({ head, strong }) => [head, strong])).toEqual([
      ["50 %", false],
      ["80 %", false],
      ["90 %", true],
      ["95 %", false],
    ]);
    expect(intervals?.rows[2]?.cells).toEqual(["196.00", "205.00", "−2.00 % to +2.50 %", "9 days in 10"]);
    for (const { cells } of intervals!.rows) expect(cells).toHaveLength(intervals!.columns.length - 1);
  });

  test("when the model has no intervals, then there are two tiles, no table, and a sentence says why", () => {
    const { tiles, intervals, sentences } = forecastContent(withoutIntervals(), card());
    expect(tiles.map(({ kind }) => kind)).toEqual(["naive", "model"]);
    expect(intervals).toBeUndefined();
    expect(sentences[0]).toBe("This model has no error bar: train it again to get one.");
  });

  test("when the price is small, then it has four decimals", () => {
    const [naive] = forecastContent(forecast({ naive: 1.0873 }), undefined).tiles;
    expect(naive?.value).toBe("1.0873");
  });
});

describe("the sentences", () => {
  test("when the card is there, then its test span gives the verdict on the direction", () => {
    const scores = { train: split(), validation: split(), test: split() };
    scores.test.model = { ...scores.test.model, directionalAccuracy: 0.4, directionInterval: [0.35, 0.45] };
    const { sentences } = forecastContent(forecast(), card({ scores }));
    expect(sentences).toHaveLength(2);
    expect(sentences[1]).toContain(
      "A coin is better: the model had the direction right on 40.0 % of the test days",
    );
  });

  test("when the card is missing or of an imported model, then there is no verdict on the direction", () => {
    for (const known of [undefined, importedCard()])
      expect(forecastContent(forecast(), known).sentences).toEqual([
        expect.stringMatching(/^Nine days in ten/),
      ]);
  });

  test("when the intervals followed days, then the second sentence counts them since the training", () => {
    const tracked = { days: 40, held: { "50": 20, "80": 32, "90": 37, "95": 39 }, from: "2026-01-02" };
    expect(forecastContent(forecast({ tracked }), undefined).sentences[1]).toMatch(
      /^Of the 40 days since the training, .* 37 \(92\.5 %\) closed/,
    );
    const model = { ...forecast().model, dataSource: null, dataFrom: null, dataTo: null };
    expect(forecastContent(forecast({ tracked, model }), undefined).sentences[1]).toMatch(
      /^Of the last 40 days, /,
    );
  });
});

describe("the warnings", () => {
  const model = (warning: string) => ({ ...forecast().model, warning });
  const old = (warning: string) => ({ ...forecast().bars, warning });

  test.each([
    ["neither warns", forecast(), []],
    ["the bars are old", forecast({ bars: old("old bars") }), ["old bars"]],
    ["the model is of sample data", forecast({ model: model("sample") }), ["sample"]],
    ["both warn", forecast({ bars: old("old bars"), model: model("sample") }), ["old bars", "sample"]],
    ["both warn of the same", forecast({ bars: old("NOT LIVE"), model: model("NOT LIVE") }), ["NOT LIVE"]],
    [
      "the network has no part",
      forecast({ bars: old("old bars"), networkWarning: "without the network: no SPY" }),
      ["old bars", "Without the network: no SPY."],
    ],
  ])("when %s, then each warning is shown once, that of the bars first", (_, given, warnings) => {
    expect(forecastContent(given, card()).warnings).toEqual(warnings);
  });
});

describe("a later horizon", () => {
  const at = (horizon: number, over = {}) => forecastContent(forecastOfThree(over), card(), horizon);

  test("when a month is chosen, then day, tiles and intervals are of the twentieth session", () => {
    const { lead, tiles, intervals, sentences } = at(20);
    expect(lead).toBe(
      "The close of Monday, 2 February 2026, forecast after the close of Friday, 2 January 2026, 20 sessions ahead.",
    );
    expect(tiles.map(({ name, value, note }) => [name, value, note])).toEqual([
      ["Naive: as today", "200.00", "the forecast to beat"],
      ["The model", "201.00", "+0.50 % from today"],
      ["9 days in 10", "180.00 – 220.00", "90 % interval"],
      ["A usual move", "± 3.00 %", "over 20 sessions"],
    ]);
    expect(intervals?.caption).toBe("Where that close may lie");
    expect(intervals?.rows[2]?.cells.slice(0, 2)).toEqual(["180.00", "220.00"]);
    expect(sentences[0]).toMatch(/^Nine days in ten should close between 180\.00 and 220\.00/);
  });

  test("when a holiday may come before it, then the lead says that it may be later", () => {
    const horizons = forecastOfThree().horizons!.map((one) => ({ ...one, dateIsCertain: false }));
    expect(at(5, { horizons }).lead).toContain("9 January 2026, or later for each holiday before it, ");
  });

  test("when it is not tomorrow, then no words are on its direction, nor on the days that tomorrow's error bar followed", () => {
    const tracked = { days: 40, held: { "50": 20, "80": 32, "90": 37, "95": 39 } };
    expect(at(5, { tracked }).sentences).toHaveLength(1);
    expect(at(1, { tracked }).sentences).toHaveLength(3);
  });
});
