import { once } from "node:events";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { PredictResponse } from "../src/schemas/forecast.ts";
import { ProblemDetails } from "../src/schemas/problem.ts";
import { payload } from "../test/hostile.ts";
import { launch } from "../test/launch.ts";
import { addModel, windowRows } from "../test/models.ts";
import { modelsFolder, post } from "../test/service.ts";

const BODIES = 20_000;
const AT_ONCE = 32;
/** By then all code is compiled and all caches are full. */
const WARM = 160 * AT_ONCE;

/** Collects the garbage at a signal: what remains is in use. */
const COLLECT = "process.on('SIGUSR2', () => { gc(); process.stderr.write('collected'); })";
const COLLECTS = ["--expose-gc", "--import", `data:text/javascript,${COLLECT}`];

test("when 20,000 hostile bodies arrive, then each is answered by the schema, nothing fails and memory stays", async () => {
  const models = await modelsFolder();
  await addModel(models, { intervals: true });
  const settings = { PORT: "0", MODELS_DIR: models, RATE_LIMIT_PER_MINUTE: "0" };
  const { child, output, listening } = launch(settings, COLLECTS);
  const { url } = await listening();
  const heldMib = async () => {
    child.kill("SIGUSR2");
    await once(child.stderr, "data");
    const metrics = await (await fetch(`${url}/metrics`)).text();
    const bytes = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)![1]);
    return (bytes("nodejs_heap_size_used_bytes") + bytes("nodejs_external_memory_bytes")) / 2 ** 20;
  };
  const statuses = new Set<number>();
  const send = async (bodies: [string | Uint8Array, Record<string, string>][]) => {
    await Promise.all(
      bodies.map(async ([body, headers]) => {
        const response = await fetch(`${url}/predict`, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: body as BodyInit,
          signal: AbortSignal.timeout(300_000),
        }).catch((error) => {
          throw new Error(`no answer to ${JSON.stringify(headers)} ${String(body).slice(0, 200)}`, {
            cause: error,
          });
        });
        const answer = await response.text();
        statuses.add(response.status);
        expect(answer).not.toMatch(/node_modules|\.ts:\d+/);
        (response.status === 200 ? PredictResponse : ProblemDetails).parse(JSON.parse(answer));
      }),
    );
  };
  const sample = (numRuns: number, seed: number) => fc.sample(payload, { numRuns, seed });
  let early = 0;
  for (let sent = 0; sent < BODIES; sent += AT_ONCE) {
    await send(sample(AT_ONCE, sent) as Parameters<typeof send>[0]);
    if (sent === WARM) early = await heldMib();
  }
  expect([...statuses].sort()).toEqual([200, 400, 404, 413, 415, 422]);
  expect((await heldMib()) - early).toBeLessThan(8);
  expect(output.stderr).toBe("collectedcollected");
  expect(output.stdout).not.toMatch(/"level":"(error|fatal)"/);
  expect((await post(url, { last_60_days: windowRows() })).status).toBe(200);
}, 3_600_000);
