import type { ModelCard, Promotions } from "@lstm-predict/api/schemas";
import { type Child, h } from "../elements/dom.ts";
import { facts } from "../elements/table.ts";
import { age, moment } from "../wording/dates.ts";
import { whole } from "../wording/numbers.ts";

type Decision = Promotions["decisions"][number];

/** Decisions that are shown: a model that is trained every day has hundreds. */
const MOST_DECISIONS = 10;

/** Which model it is, how old, and how it came to be served. */
export function modelPanel(
  [card, promotions]: [ModelCard, Promotions | undefined],
  now = Date.now(),
): Child[] {
  const { training, imported, createdAt, promotedAt, promotionReason } = card;
  const made = imported ? "imported" : "trained";
  const decisions = promotions?.decisions.toReversed().slice(0, MOST_DECISIONS) ?? [];
  return [
    h(
      "p",
      { class: "lead" },
      `${imported ? "Imported" : "Trained"} ${age(createdAt, now)} ago, serving for ${age(promotedAt, now)}.`,
    ),
    facts({
      version: h("code", {}, card.version),
      [made]: moment(createdAt),
      from: imported && `${imported.model.file} and ${imported.scaler.file}, Keras ${imported.kerasVersion}`,
      "serving since": `${moment(promotedAt)}: ${promotionReason}`,
      target: card.target,
      window: `${card.window} sessions`,
      parameters: whole(card.parameters),
      seed: training?.seed,
      commit: training?.commit && h("code", {}, training.commit.slice(0, 10)),
      "SHA-256 of the weights": h("code", {}, card.weightsSha256),
    }),
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
    ` on ${moment(at)}`,
  );
  return h("li", {}, what, h("p", { class: "soft" }, `${reason}.`));
}
