import type { BundleMetadata } from "@lstm-predict/artifacts";
import { Router } from "express";
import type { Champions, Served } from "../champions.ts";
import type { ModelCard, ModelsResponse, ServedModel } from "../schemas/models.ts";
import { TickerSymbol } from "../schemas/window.ts";
import { validate } from "../validate.ts";
import { resource } from "./resource.ts";

/** GET /models and GET /models/{symbol}. */
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
  return router;
}

function describe({ champion, forecaster }: Served): ServedModel {
  const { symbol, version, createdAt, target, parameters, data } = forecaster.metadata;
  const { test } = figuresOf(forecaster.metadata).scores;
  const { source, detail, from, to, count, warning } = data;
  return {
    ...{ symbol, version, createdAt, promotedAt: champion.promotedAt },
    ...{ target, window: forecaster.window, parameters },
    data: { source, detail, from, to, count, warning },
    test: { model: test.model, naive: test.naive },
  };
}

function cardOf(served: Served): ModelCard {
  const { metadata } = served.forecaster;
  const { sha256, timeZone, cleaning, cache } = metadata.data;
  const { test: _test, data, ...model } = describe(served);
  const cleaningNotes = (cleaning as { notes?: string[] }).notes ?? [];
  const { scores, calibration, config, history } = figuresOf(metadata);
  const { seed, epochs, bestEpoch, seconds, commit } = metadata;
  return {
    ...model,
    promotionReason: served.champion.reason,
    data: { ...data, sha256, timeZone, notes: [...cleaningNotes, ...(cache?.notes ?? [])] },
    scores,
    calibration,
    training: { seed, epochs, bestEpoch, seconds, commit, config, history },
    weightsSha256: metadata.weightsSha256,
  };
}

type Figures = Pick<ModelCard, "scores" | "calibration"> & Pick<ModelCard["training"], "config" | "history">;

/** Trainings to come write more figures than are known here: the card shows them as well. */
function figuresOf(metadata: BundleMetadata): Figures {
  return metadata as unknown as Figures;
}
