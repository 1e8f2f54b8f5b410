// The parts of a pass. Any thread may compute any part.

import { backward, weightGradients } from "./backward";
import { forward } from "./forward";
import { LayerPass } from "./layer-pass";
import { stepGradients, stepSequences, stepUpdate } from "./step";
import { StepPass } from "./step-pass";

/** Computes a part of the pass. False if the thread of another part was lost. */
export function runPart(pass: LayerPass, part: i32): bool {
  if (pass.kind >= 4) return runStepPart(changetype<StepPass>(pass), part);
  const first = part * pass.perPart;
  if (pass.kind == 3) return forwardLayer(pass, pass.perPart - 1 - part);
  if (pass.kind == 2) weightGradients(pass, first, min(first + pass.perPart, pass.padded / 2));
  else if (pass.kind == 1) backward(pass, first, min(first + pass.perPart, pass.batch));
  else forwardStack(pass, first, min(first + pass.perPart, pass.batch));
  return true;
}

function runStepPart(pass: StepPass, part: i32): bool {
  if (pass.kind == 4) stepSequences(pass, part);
  else if (pass.kind == 5) stepGradients(pass, part);
  else stepUpdate(pass, part);
  return true;
}

/**
 * Runs the whole batch through one layer, which follows the layer below step by step. The lowest layer is taken first,
 * so a thread never waits for a layer that no thread has begun.
 */
function forwardLayer(pass: LayerPass, layer: i32): bool {
  for (; layer > 0; layer--) pass = changetype<LayerPass>(pass.next);
  return forward(pass, 0, pass.batch);
}

/** Runs the sequences [first, last) through all layers. Sequences are independent, so a part never waits for others. */
function forwardStack(pass: LayerPass, first: i32, last: i32): void {
  forward(pass, first, last);
  for (let next = pass.next; next != 0; next = changetype<LayerPass>(next).next) {
    forward(changetype<LayerPass>(next), first, last);
  }
}
