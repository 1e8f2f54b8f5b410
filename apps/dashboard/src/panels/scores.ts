import { type ScoresContent, SPLITS, type SplitName } from "../content/scores.ts";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { table } from "../elements/table.ts";

const LEGEND =
  "MASE is the mean error divided by naive's: below 1 is better, and no forecast gets far below. An R2 near 1 means little for prices: naive has one too. The Winkler score is the width of the interval plus a penalty for closes outside it: lower is better. The last two columns divide it by the score of constant volatility and of HAR: below 1 is better. Only the test span counts: the network was fitted to the training days, and the validation days chose which weights were kept; the test days chose nothing but the share of the network in the error bar.";

export function renderScores({ verdict, network, tables }: ScoresContent): Child[] {
  const place = h("div", { "aria-live": "polite" });
  const show = (split: SplitName) => place.replaceChildren(...tables[split].map(table));
  show("test");
  return [
    h("p", { class: "lead" }, verdict),
    network !== undefined && h("p", {}, network),
    choice("Days of", SPLITS, "test", show),
    place,
    h("p", { class: "soft" }, LEGEND),
  ];
}
