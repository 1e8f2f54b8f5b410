import { execFile } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "@jest/globals";
import { fetchBars } from "lstm-predict";
import { useFolder } from "./folder.ts";
import { commandOf, expectShown } from "./scripts.ts";

const folder = useFolder();

test("when it runs, then it answers forecasts of bars and of a window, refuses a bad one, and ends when it is told to", async () => {
  const server = execFile(...commandOf("express-server.ts", folder(), "0"));
  const [address] = (await once(createInterface(server.stdout!), "line")) as [string];
  const answerTo = async (path: string, body?: string) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(
      new URL(path, address),
      body === undefined ? {} : { method: "POST", headers, body },
    );
    return { status: response.status, body: await response.json() };
  };
  const { status, body } = await answerTo("/forecast");
  expect([status, body.targetDate, body.naive]).toEqual([200, "2018-05-14", 188.589996]);
  expect(body.horizons.map((of: { targetDate: string }) => of.targetDate)).toEqual([
    ...["2018-05-14", "2018-05-18", "2018-06-11"],
  ]);

  const { bars } = await fetchBars({ symbol: "AAPL", source: "sample" });
  const rows = bars
    .slice(-60)
    .map((bar) => [bar.open, bar.high, bar.low, bar.close, bar.volume, bar.adjClose]);
  const predicted = await answerTo("/predict", JSON.stringify({ last_60_days: rows }));
  expect(predicted).toMatchObject({ status: 200, body: { prediction: body.prediction } });
  const short = await answerTo("/predict", JSON.stringify({ last_60_days: rows.slice(1) }));
  expect(short).toEqual({
    status: 400,
    body: { code: "bad_window", detail: "there are 59 rows: the model expects 60" },
  });
  for (const malformed of ["{}", "[]", "{", '{"last_60_days":"none"}'])
    expect(await answerTo("/predict", malformed)).toMatchObject({ status: 400 });

  server.kill("SIGTERM");
  await once(server, "exit");
  expect(server.signalCode).toBeNull();
  await expectShown("express-server.ts", `${JSON.stringify(body.intervals["90"])}\n`);
});
