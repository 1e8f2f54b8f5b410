import { openFused } from "./fused.ts";
import type { Answer, Request, Training } from "./messages.ts";
import { openStock } from "./stock.ts";

// Trains in a worker, so that the page stays usable.
let training: Training;
let batches: Extract<Request, { open: unknown }>["batches"];
let taken = 0;

addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  try {
    postMessage("open" in data ? await open(data) : await takeSteps(data.steps));
  } catch (error) {
    postMessage({ error: error instanceof Error ? error.message : String(error) } satisfies Answer);
  }
});

async function open({ open, config, ...data }: Extract<Request, { open: unknown }>): Promise<Answer> {
  batches = data.batches;
  training =
    open.library === "fused-lstm"
      ? await openFused(config, open.threads)
      : await openStock(config, open.backend);
  return { about: training.about(), losses: [], milliseconds: [] };
}

async function takeSteps(count: number): Promise<Answer> {
  const losses: number[] = [];
  const milliseconds: number[] = [];
  for (let step = 0; step < count; step++) {
    const began = performance.now();
    losses.push(await training.step(batches[taken++ % batches.length]!));
    milliseconds.push(performance.now() - began);
  }
  return { about: training.about(), losses, milliseconds };
}
