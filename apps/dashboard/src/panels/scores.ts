import { type ScoresContent, SPLITS, type SplitName } from "../content/scores.ts";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { table } from "../elements/table.ts";

const LEGEND =
  "MASE is the mean error over naive's: below 1 is better, and nobody gets far below. An R2 near 1 says little of prices: naive has it too. The Winkler score adds to an interval's width what fell outside: lower is better; beside it how the model does against constant volatility and HAR, below 1 is better. Training flatters, validation chose what was kept: only the test span counts.";

export function renderScores({ verdict, tables }: ScoresContent): Child[] {
  const place = h("div", { "aria-live": "polite" });
  const show = (split: SplitName) => place.replaceChildren(...tables[split].map(table));
  show("test");
  return [
    h("p", { class: "lead" }, verdict),
    choice("Days of", SPLITS, "test", show),
    place,
    h("p", { class: "soft" }, LEGEND),
  ];
}
