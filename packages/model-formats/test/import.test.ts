import { describe, expect, test } from "@jest/globals";
import { Forecaster } from "@lstm-predict/forecaster";
import { importKeras } from "../src/keras/import.ts";
import { EXPECTED, KERAS_FILES, kerasFile, SCALER, scalerFile, unscaled } from "./artefacts.ts";
import { bundleOf } from "./models.ts";

async function forecasterOf(file: string, scaler: object = SCALER): Promise<Forecaster> {
  const imported = await importKeras({ model: kerasFile(file), scaler: scalerFile(scaler) });
  return Forecaster.fromBundle({
    ...(await bundleOf("price", { window: 8 })),
    ...imported,
    intervals: undefined,
  });
}

describe("when a file that Keras wrote is imported", () => {
  test.each(KERAS_FILES)("%s, then its forecasts equal Keras'", async (file) => {
    const forecaster = await forecasterOf(file);
    const forecasts = forecaster.forecastBatch(unscaled(EXPECTED.windows));
    EXPECTED.outputs.forEach((output, k) => {
      expect(forecasts[k]!.prediction).toBeCloseTo(10 + 10 * output, 5);
    });
  });

  test("and its scaler has another column order, then the network gets its features in that order", async () => {
    const features = ["Close", "High", "Low", "Open", "Adj Close", "Volume"];
    const from = [3, 1, 2, 0, 5, 4];
    const scaler = {
      features,
      data_min_: from.map((k) => SCALER.data_min_[k]),
      data_max_: from.map((k) => SCALER.data_max_[k]),
    };
    const forecaster = await forecasterOf("keras-3.15.keras", scaler);
    // The rows of the wire: sorting their columns into the scaler's order gives EXPECTED.
    const rows = unscaled(
      EXPECTED.windows.map((window) => window.map((row) => [3, 1, 2, 0, 5, 4].map((k) => row[k]!))),
    );
    EXPECTED.outputs.forEach((output, k) => {
      expect(forecaster.forecast(rows[k]!).prediction).toBeCloseTo(10 + 10 * output, 5);
    });
  });

  test("then version, sizes and number of parameters are returned", async () => {
    const imported = await importKeras({ model: kerasFile("keras-2.12.keras"), scaler: scalerFile() });
    expect(imported.kerasVersion).toBe("2.12.0");
    expect(imported.config).toEqual({ target: "price", window: 8, units: [5, 4], denseUnits: 3 });
    expect(imported.parameters).toBe(6 * 20 + 5 * 20 + 20 + 5 * 16 + 4 * 16 + 16 + 4 * 3 + 3 + 3 + 1);
  });
});
