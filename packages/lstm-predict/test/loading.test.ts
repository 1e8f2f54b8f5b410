import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { fetchBars, forecast, openRegistry, train } from "lstm-predict";
import { useFolder } from "./folder.ts";

const folder = useFolder();
const CONFIG = { window: 25, units: [4], denseUnits: 3, epochs: 1 };

test("when a fresh process forecasts, with and without a model, then it never loads TensorFlow.js", async () => {
  const modelsDir = folder();
  const bars = await fetchBars({ symbol: "AAPL", source: "sample", start: "2016-06-01" });
  const model = await train(bars, CONFIG, { modelsDir });
  const { version } = model.bundle.metadata;
  await (await openRegistry({ modelsDir })).promote("AAPL", version);
  const script = `
    import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) {
      if (url.includes("tensorflow")) throw new Error("loaded " + url);
      return next(url, context);
    } });
    const { fetchBars, forecast, openRegistry } = await import(${JSON.stringify(import.meta.resolve("lstm-predict"))});
    const bars = await fetchBars({ symbol: "AAPL", source: "sample", start: "2016-06-01" });
    const model = await (await openRegistry({ modelsDir: ${JSON.stringify(modelsDir)} })).load("AAPL");
    process.stdout.write(JSON.stringify([forecast(bars), forecast(bars, { model })]));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify([forecast(bars), forecast(bars, { model })])));
});
