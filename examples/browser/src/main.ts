import { drawChart } from "./chart.ts";
import * as sample from "./sample.ts";
import { format, Row } from "./table.ts";
import type { Engine } from "./training/messages.ts";
import { isSoftware, rendererName } from "./training/renderer.ts";
import { enginesOf, RunningTraining, TURN } from "./trainings.ts";

/** Steps of a training before the next one is loaded. */
const FIRST_STEPS = 2 * TURN;

const byId = <E extends Element = HTMLElement>(id: string) => document.getElementById(id) as unknown as E;
const start = byId<HTMLButtonElement>("start");
const stop = byId<HTMLButtonElement>("stop");
const status = byId("status");

const batches = sample.readBatches();
const { window: days, units, dropout, denseUnits, outputs, l2, learningRate, lossWeights } = sample;
const config = {
  ...{ window: days, inputs: sample.INPUTS, units, dropout, denseUnits, outputs, l2 },
  ...{ learningRate, lossWeights },
};
const threads = crossOriginIsolated ? navigator.hardwareConcurrency : 1;
const entries = enginesOf(threads).map(({ engine, name, colour }) => ({
  ...{ engine, name, colour },
  row: new Row(byId<HTMLTableSectionElement>("engines"), name, colour),
  training: undefined as RunningTraining | undefined,
}));
let steps = batches.length;

byId("what").textContent =
  `The default network of lstm-predict (${days} days of ${sample.INPUTS} columns, ` +
  `${units.map((size) => `LSTM ${size}`).join(", ")}, Dense ${denseUnits}, Dense ${outputs}) learns from ` +
  `${batches.length * sample.batchSize} windows of AAPL's daily bars, ${sample.batchSize} in a step: with fused-lstm, and ` +
  "with TensorFlow.js alone. " +
  (crossOriginIsolated
    ? "The page is cross-origin isolated, so threads can share memory."
    : "The page is not cross-origin isolated, so one thread computes: its host does not send the headers " +
      "Cross-Origin-Opener-Policy and Cross-Origin-Embedder-Policy.");

// These are so slow that a round of turns would take many seconds.
const renderer = rendererName();
const inSoftware = renderer !== undefined && isSoftware(renderer);
for (const { row, engine } of entries) {
  const backend = "backend" in engine ? engine.backend : undefined;
  row.checkbox.checked = !(backend === "cpu" || (backend === "webgl" && inSoftware));
  if (backend === "webgl" && inSoftware) row.tell(`slow: WebGL in software, ${renderer}`);
}

let run = new AbortController();
byId("controls").addEventListener("submit", async (event) => {
  event.preventDefault();
  run = new AbortController();
  setRunning(true);
  steps = Number(byId<HTMLSelectElement>("epochs").value) * batches.length;
  await begin(run.signal);
  await train(run.signal);
  for (const { training } of entries) training?.close();
  setRunning(false);
});
// A round of turns is completed, so that all trainings that began have taken as many steps.
stop.addEventListener("click", () => run.abort());
window.addEventListener("resize", draw);
draw();

/**
 * Loads one training after the other. Each takes the turn that warms up and one more before the next is loaded, so that it shows its
 * time at once, however slow the next is.
 */
async function begin(signal: AbortSignal): Promise<void> {
  for (const entry of entries) entry.training = undefined;
  show();
  for (const entry of entries) {
    if (!entry.row.checkbox.checked || signal.aborted) continue;
    entry.training = new RunningTraining();
    entry.row.tell("");
    status.textContent = `loading ${entry.name}`;
    await attempt(entry, (training) => training.open(entry.engine, config, batches));
    for (let step = 0; step < FIRST_STEPS; step += TURN) await takeTurn(entry, step);
  }
}

/** All trainings take turns, so that none has the processor at a better time. */
async function train(signal: AbortSignal): Promise<void> {
  for (let step = FIRST_STEPS; step < steps && !signal.aborted; step += TURN)
    for (const entry of entries) await takeTurn(entry, step);
  status.textContent = signal.aborted ? "stopped" : "done";
}

async function takeTurn(entry: (typeof entries)[number], step: number): Promise<void> {
  if (!entry.training) return;
  status.textContent = `step ${step + 1} of ${steps}: ${entry.name}`;
  await attempt(entry, (training) => training.takeTurn());
  show();
}

/** Shows what computes; a training that fails ends, and shows why. */
async function attempt(
  entry: (typeof entries)[number],
  act: (training: RunningTraining) => Promise<string>,
): Promise<void> {
  if (!entry.training) return;
  try {
    entry.row.tell(await act(entry.training));
  } catch (error) {
    entry.row.tell((error as Error).message);
    entry.training.close();
    entry.training = undefined;
  }
}

function show(): void {
  const fused = fastest("fused-lstm");
  const stock = fastest("TensorFlow.js");
  for (const { row, training } of entries) row.show(training, fused?.median, batches.length);
  byId("verdict").textContent =
    fused && stock
      ? `A step takes ${format(fused.median)} ms with ${fused.name} and ${format(stock.median)} ms with ${stock.name}: ` +
        `${format(stock.median / fused.median)} times as long.`
      : "";
  draw();
}

/** The fastest training with a library; undefined before its second turn. */
function fastest(library: Engine["library"]): { name: string; median: number } | undefined {
  return entries
    .flatMap(({ engine, name, training }) =>
      engine.library === library && training?.median ? [{ name, median: training.median }] : [],
    )
    .sort((a, b) => a.median - b.median)[0];
}

function draw(): void {
  const lines = entries.map(({ colour, training }) => ({
    colour,
    values: training?.meanLosses(batches.length) ?? [],
  }));
  drawChart(byId<SVGSVGElement>("chart"), lines, steps, TURN);
}

function setRunning(isRunning: boolean): void {
  for (const { row } of entries) row.checkbox.disabled = isRunning;
  start.disabled = isRunning;
  stop.disabled = !isRunning;
}
