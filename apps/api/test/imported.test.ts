import { beforeAll, describe, expect, test } from "@jest/globals";
import type { RunningServer } from "../src/index.ts";
import { ModelCard } from "../src/schemas/model-card.ts";
import { ModelsResponse } from "../src/schemas/models.ts";
import { addModel, IMPORTED, windowRows } from "./models.ts";
import { modelsFolder, post, serve } from "./service.ts";

let server: RunningServer;
const get = async (path: string) => (await fetch(`${server.url}${path}`)).json();

beforeAll(async () => {
  const models = await modelsFolder();
  await addModel(models, { imported: true, target: "price" });
  server = await serve(models);
});

describe("when the served model was imported", () => {
  test("then it forecasts, and of its bars it says that they are not known", async () => {
    const { status, body } = await post(server.url, { last_60_days: windowRows() });
    expect(status).toBe(200);
    expect(Number.isFinite(body.prediction)).toBe(true);
    expect(body.model).toMatchObject({ target: "price", dataSource: null, dataFrom: null, dataTo: null });
  });

  test("then the lists and its card have no data, no scores and no training, but the files that it came from", async () => {
    const { models } = ModelsResponse.parse(await get("/models"));
    expect(models).toEqual([expect.objectContaining({ symbol: "AAPL", data: null, test: null, window: 60 })]);
    const card = ModelCard.parse(await get("/models/AAPL"));
    expect(card).toMatchObject({ data: null, scores: null, training: null, imported: IMPORTED });
    expect(await get("/models/AAPL/forecasts")).toMatchObject({ days: [] });
  });
});
