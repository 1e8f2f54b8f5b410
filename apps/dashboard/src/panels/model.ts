import { formatTime } from "@lstm-predict/reports/wording";
import type { Decision, ModelContent } from "../content/model.ts";
import { type Child, h } from "../elements/dom.ts";
import { factList } from "../elements/facts.ts";

export function renderModel({ lead, facts, decisions }: ModelContent): Child[] {
  return [
    h("p", { class: "lead" }, lead),
    factList(facts),
    decisions.length > 0 && h("h3", {}, "Decisions about this symbol, newest first"),
    decisions.length > 0 && h("ol", { class: "decisions" }, ...decisions.map(decisionItem)),
  ];
}

function decisionItem({ at, version, outcome, reason }: Decision): HTMLElement {
  const what = h(
    "p",
    {},
    h("strong", { class: outcome }, outcome),
    " ",
    h("code", {}, version),
    ` on ${formatTime(at)}`,
  );
  return h("li", {}, what, h("p", { class: "soft" }, `${reason}.`));
}
