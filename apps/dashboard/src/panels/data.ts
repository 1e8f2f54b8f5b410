import type { DataContent } from "../content/data.ts";
import { type Child, h } from "../elements/dom.ts";
import { factList } from "../elements/facts.ts";
import { warnings } from "../elements/messages.ts";

export function renderData({ warning, sentence, facts, notes }: DataContent): Child[] {
  return [
    ...warnings([warning]),
    h("p", {}, sentence),
    factList(facts),
    notes.length > 0 && h("ul", {}, ...notes.map((note) => h("li", {}, note))),
  ];
}
