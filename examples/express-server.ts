import express, { type ErrorRequestHandler } from "express";
import { ForecastError, fetchBars, forecast, openRegistry, train } from "lstm-predict";

const [modelsDir = "models", port = "3000"] = process.argv.slice(2);
const registry = await openRegistry({ modelsDir });
// `{ symbol, dataDir: "data" }` asks Yahoo Finance once a session, and keeps the bars.
const fetchLatest = () => fetchBars({ symbol: "AAPL", source: "sample" });

if (!(await registry.champion("AAPL"))) {
  const { bundle } = await train(await fetchLatest(), { units: [16, 8], epochs: 5, seed: 7 }, { modelsDir });
  await registry.promote("AAPL", bundle.metadata.version, "the first model of this server");
}
const model = await registry.load("AAPL");

const app = express();
app.get("/forecast", async (_request, response) => {
  response.json(forecast(await fetchLatest(), { model, horizons: [1, 5, 20] }));
});
// 60 rows, oldest first: open, high, low, close, volume, adjusted close.
app.post("/predict", express.json(), (request, response) => {
  response.json(model.forecast(request.body?.last_60_days));
});

const answerError: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = error instanceof ForecastError ? 400 : (error.status ?? 500);
  response.status(status).json({ code: error.code, detail: error.message });
};
app.use(answerError);

const server = app.listen(Number(port), "127.0.0.1", () => {
  const address = server.address() as { port: number };
  console.log(`http://127.0.0.1:${address.port}/forecast`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
