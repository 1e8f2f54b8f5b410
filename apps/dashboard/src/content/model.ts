import type { ModelCard, Promotions } from "@lstm-predict/api-client";
import { formatAge, formatCount, formatTime } from "@lstm-predict/reports/wording";
import type { Fact } from "./types.ts";

export type Decision = Promotions["decisions"][number];

/** Only the newest are shown: a model that is trained every day has hundreds. */
const MOST_DECISIONS = 10;

export interface ModelContent {
  lead: string;
  facts: Fact[];
  /** Newest first. */
  decisions: Decision[];
}

/** Which model is served, how old it is, and which decisions led to it. `now` is in ms. */
export function modelContent(card: ModelCard, promotions: Promotions | undefined, now: number): ModelContent {
  const { imported, createdAt, promotedAt } = card;
  const made = imported ? "Imported" : "Trained";
  return {
    lead: `${made} ${formatAge(createdAt, now)} ago, serving for ${formatAge(promotedAt, now)}.`,
    facts: facts(card),
    decisions: promotions?.decisions.toReversed().slice(0, MOST_DECISIONS) ?? [],
  };
}

function facts(card: ModelCard): Fact[] {
  const { training, imported } = card;
  const facts: Fact[] = [
    { name: "version", value: card.version, code: true },
    { name: imported ? "imported" : "trained", value: formatTime(card.createdAt) },
  ];
  if (imported) {
    const { model, scaler, kerasVersion } = imported;
    facts.push({ name: "from", value: `${model.file} and ${scaler.file}, Keras ${kerasVersion}` });
  }
  facts.push(
    { name: "serving since", value: `${formatTime(card.promotedAt)}: ${card.promotionReason}` },
    { name: "target", value: card.target },
    { name: "window", value: `${card.window} sessions` },
    { name: "parameters", value: formatCount(card.parameters) },
  );
  if (training) facts.push({ name: "seed", value: String(training.seed) });
  if (training?.commit) facts.push({ name: "commit", value: training.commit.slice(0, 10), code: true });
  facts.push({ name: "SHA-256 of the weights", value: card.weightsSha256, code: true });
  return facts;
}
