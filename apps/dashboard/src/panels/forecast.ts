import type { ForecastContent, Tile } from "../content/forecast.ts";
import { choice } from "../elements/choice.ts";
import { type Child, h } from "../elements/dom.ts";
import { warnings } from "../elements/messages.ts";
import { table } from "../elements/table.ts";

/** A horizon of the page. */
export interface HorizonContent {
  /** In the choice. */
  name: string;
  title: string;
  content: ForecastContent;
}

/**
 * The forecast in words and numbers, of the horizon that is chosen; what is not of the first glance unfolds.
 *
 * @param horizons the first one is shown
 * @param onTitle gets the title of the one that is chosen
 */
export function renderForecast(
  horizons: readonly HorizonContent[],
  onTitle: (title: string) => void,
): Child[] {
  const place = h("div", { "aria-live": "polite" });
  let isOpen = false;
  const show = (which: number) => {
    const { title, content } = horizons[which]!;
    const details = h(
      "details",
      { open: isOpen },
      h("summary", {}, which === 0 ? "Up or down? And all intervals" : "All intervals"),
      ...content.sentences.slice(1).map((sentence) => h("p", {}, sentence)),
      content.intervals && table(content.intervals),
    );
    details.addEventListener("toggle", () => {
      isOpen = details.open;
    });
    place.replaceChildren(...words(content), details);
    onTitle(title);
  };
  show(0);
  const names = Object.fromEntries(horizons.map(({ name }, which) => [which, name]));
  return [
    ...warnings(horizons[0]!.content.warnings),
    horizons.length > 1 && choice<string>("Until", names, "0", (which) => show(Number(which))),
    place,
  ];
}

function words({ lead, tiles, scores, sentences: [range] }: ForecastContent): HTMLElement[] {
  return [
    h("p", { class: "lead" }, lead),
    h("dl", { class: "tiles" }, ...tiles.map(tile)),
    ...(range === undefined ? [] : [h("p", {}, range)]),
    ...scores.map((sentence) => h("p", { class: "soft scores" }, sentence)),
  ];
}

function tile({ kind, name, value, note }: Tile): HTMLElement {
  return h(
    "div",
    { class: `tile ${kind}` },
    h("dt", {}, name),
    h("dd", { class: "value" }, value),
    h("dd", {}, note),
  );
}
