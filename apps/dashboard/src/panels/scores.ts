import type { ModelCard } from "@lstm-predict/api/schemas";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { table } from "../elements/table.ts";
import { beside } from "../wording/close.ts";
import { IMPORTED } from "../wording/imported.ts";
import { fixed, percent, price } from "../wording/numbers.ts";

type Split = NonNullable<ModelCard["scores"]>["test"];
type Point = Split["naive"];
type Level = NonNullable<Split["model"]["intervals"]>[string];

const SPLITS = { test: "test", validation: "validation", train: "training" } as const;
type SplitName = keyof typeof SPLITS;

/** Scores of the close and of the intervals, the model's beside those of forecasts that need none. */
export function scoresPanel({ scores }: ModelCard): Child[] {
  if (!scores) return [h("p", {}, IMPORTED)];
  const tables = h("div", { "aria-live": "polite" });
  const show = (name: SplitName) => tables.replaceChildren(...splitTables(scores[name], SPLITS[name]));
  show("test");
  return [
    h("p", { class: "lead" }, beside(scores.test)),
    choice("Days of", SPLITS, "test", show),
    tables,
    h(
      "p",
      { class: "soft" },
      "MASE is the mean error over naive's: below 1 is better, and nobody gets far below. An R2 near 1 says little of prices: naive has it too. The Winkler score adds to an interval's width what fell outside: lower is better; beside it how the model does against constant volatility and HAR, below 1 is better. Training flatters, validation chose what was kept: only the test span counts.",
    ),
  ];
}

function splitTables(split: Split, name: string): HTMLElement[] {
  const days = `${name}, ${split.model.n} days`;
  const points = [
    ["model", split.model],
    ["naive", split.naive],
    ["drift", split.drift],
  ] as const;
  const close = table(
    `Where will it close? ${days}`,
    ["", "MAE", "RMSE", "MAPE", "MASE", "R2", "direction"],
    points.map(([head, scores]) => ({ head, cells: pointCells(scores), strong: head === "model" })),
  );
  const sizes = sizeRows(split);
  if (sizes.length === 0) return [close];
  const columns = ["", "90 % held", "width", "Winkler", "against constant", "against HAR"];
  return [close, table(`How far may it be? ${days}`, columns, sizes)];
}

function pointCells({ mae, rmse, mape, mase, r2, directionalAccuracy }: Point): string[] {
  return [
    price(mae),
    price(rmse),
    `${fixed(mape, 3)} %`,
    fixed(mase, 4),
    fixed(r2, 4),
    percent(directionalAccuracy),
  ];
}

function sizeRows({ model, constant, har }: Split) {
  const named = { model, "constant volatility": constant, HAR: har };
  return Object.entries(named).flatMap(([head, scores]) => {
    const level = scores?.intervals?.["90"];
    if (!level) return [];
    const { winklerToConstant, winklerToHar } = scores.relative ?? {};
    const cells = [...levelCells(level), fixed(winklerToConstant, 3), fixed(winklerToHar, 3)];
    return [{ head, cells, strong: head === "model" }];
  });
}

function levelCells({ coverage, width, winkler }: Level): string[] {
  return [percent(coverage), `${fixed(width, 2)} %`, fixed(winkler, 3)];
}
