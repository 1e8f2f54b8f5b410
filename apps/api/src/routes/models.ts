import {
  type BundleMetadata,
  type Promotion,
  type Refusal,
  readTestForecasts,
  type TrainedMetadata,
} from "@lstm-predict/artifacts";
import { Router } from "express";
import type { Champions } from "../champions/champions.ts";
import type { Served } from "../champions/served.ts";
import type { Promotions, TestForecasts } from "../schemas/history.ts";
import type { ModelCard, ServedModel } from "../schemas/model-card.ts";
import type { ModelsResponse } from "../schemas/models.ts";
import { TickerSymbol } from "../schemas/window.ts";
import { validate } from "../validate.ts";
import { resource } from "./resource.ts";

/** GET /models, GET /models/{symbol}, and what else is known of that model. */
export function modelRoutes(champions: Champions): Router {
  const router = Router();
  resource(router, "/models", {
    get: [
      (_request, response) => {
        const { defaultSymbol, served, broken } = champions;
        const models = served.map(describe);
        response.json({ defaultSymbol, models, broken } satisfies ModelsResponse);
      },
    ],
  });
  resource(router, "/models/:symbol", {
    get: [
      (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        response.json(cardOf(champions.find(symbol)));
      },
    ],
  });
  resource(router, "/models/:symbol/forecasts", {
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        const { dir, champion, forecaster } = champions.find(symbol);
        const days = await readTestForecasts(dir, forecaster.metadata);
        const { version } = champion;
        response.json({ symbol, version, days } satisfies TestForecasts);
      },
    ],
  });
  resource(router, "/models/:symbol/promotions", {
    get: [
      async (request, response) => {
        const symbol = validate(TickerSymbol, request.params.symbol, ["symbol"]);
        champions.find(symbol);
        const decisions = (await champions.promotions(symbol)).map(describeDecision);
        response.json({ symbol, decisions } satisfies Promotions);
      },
    ],
  });
  return router;
}

function describe({ champion, forecaster }: Served): ServedModel {
  const { symbol, version, createdAt, target, parameters, data } = forecaster.metadata;
  const { test } = figuresOf(forecaster.metadata).scores ?? {};
  return {
    ...{ symbol, version, createdAt, promotedAt: champion.promotedAt },
    ...{ target, window: forecaster.window, parameters },
    data: data ? describeBars(data) : null,
    test: test ? { model: test.model, naive: test.naive } : null,
  };
}

type Bars = TrainedMetadata["data"];

function describeBars({ source, detail, from, to, count, warning }: Bars): NonNullable<ServedModel["data"]> {
  return { source, detail, from, to, count, warning };
}

function describeDecision(entry: Promotion | Refusal): Promotions["decisions"][number] {
  const { version, reason } = entry;
  if ("refusedAt" in entry) return { version, outcome: "refused", at: entry.refusedAt, reason };
  const outcome = entry.rolledBackFrom === undefined ? "promoted" : "rolled back to";
  return { version, outcome, at: entry.promotedAt, reason };
}

function cardOf(served: Served): ModelCard {
  const { metadata } = served.forecaster;
  const { test: _test, ...model } = describe(served);
  const { scores, calibration, imported } = figuresOf(metadata);
  return {
    ...model,
    promotionReason: served.champion.reason,
    data: metadata.data ? describeData(metadata.data) : null,
    scores: scores ?? null,
    calibration,
    training: metadata.imported ? null : describeTraining(metadata),
    imported,
    weightsSha256: metadata.weightsSha256,
  };
}

function describeData(data: Bars): ModelCard["data"] {
  const { sha256, timeZone, cleaning, cache } = data;
  const { notes = [], ...figures } = cleaning as { notes?: string[] };
  return {
    ...describeBars(data),
    ...{ sha256, timeZone, notes: [...notes, ...(cache?.notes ?? [])], cleaning: figures },
  };
}

function describeTraining(metadata: TrainedMetadata): ModelCard["training"] {
  const { seed, epochs, bestEpoch, seconds, commit } = metadata;
  const { config, history } = figuresOf(metadata);
  return { seed, epochs, bestEpoch, seconds, commit, config, history };
}

type Figures = Partial<Pick<ModelCard, "scores" | "calibration" | "imported">> &
  Pick<NonNullable<ModelCard["training"]>, "config" | "history">;

/** Trainings to come write more figures than are known here: the card shows them as well. */
function figuresOf(metadata: BundleMetadata): Figures {
  return metadata as unknown as Figures;
}
