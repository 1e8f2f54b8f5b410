import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { verifyBundle } from "@lstm-predict/artifacts";
import { sampleMarket, startStandIn } from "yahoo-stand-in";
import { cli, folder, QUICK } from "./cli.ts";
import { Machine } from "./retrain.ts";

test("when a symbol was retrained, then its bundle has the data of its report, which is drawn on demand", async () => {
  await using yahoo = await startStandIn({ markets: [sampleMarket({ symbol: "AAPL" })] });
  const machine = await Machine.with(yahoo);
  const { results } = await machine.retrain("AAPL");
  const bundle = join(machine.models, "AAPL", results[0].version);
  const files = await readdir(bundle);
  expect(files).toContain("report.json");
  expect(files).not.toContain("report.html");

  const out = await folder();
  const { code, stdout } = await cli(["report", "--symbol", "AAPL", "--out", out], { env: machine.env });
  const drawn = join(out, "AAPL", results[0].version);
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(`^Report {4}.*AAPL/${results[0].version}/report.html\n$`),
  ]);
  expect(await readFile(join(drawn, "report.html"), "utf8")).toContain(results[0].mase.toFixed(4));
  expect(await readdir(join(drawn, "plots"))).toContain("loss.png");
  await verifyBundle(bundle);
});

test("when --report asks for it, then the report is drawn at once; train draws it anyway, and report finds it", async () => {
  await using yahoo = await startStandIn({ markets: [sampleMarket({ symbol: "AAPL" })] });
  const machine = await Machine.with(yahoo);
  const { results } = await machine.retrain("AAPL", "--report");
  expect(await readdir(join(machine.models, "AAPL", results[0].version))).toContain("plots");

  const models = await folder();
  const trained = JSON.parse((await cli(["train", ...QUICK, "--out", models, "--json"])).stdout);
  const { stdout } = await cli(["report", "--model", trained.bundle, "--json"]);
  expect(JSON.parse(stdout)).toEqual({ report: join(trained.bundle, "report.html") });
});
