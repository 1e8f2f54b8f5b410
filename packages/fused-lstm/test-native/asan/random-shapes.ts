import { lstmBackward } from "../../src/kernel/backward.ts";
import { lstmForward, lstmStack } from "../../src/kernel/inference.ts";
import { TrainingNetwork } from "../../src/kernel/network/training-network.ts";
import { PackedLstm } from "../../src/kernel/packed.ts";
import { setThreads } from "../../src/kernel/thread-count.ts";
import { lstmForwardTraining } from "../../src/kernel/training.ts";
import { randomCase, randomOptions, randomValues } from "../../test/random-case.ts";

// `node random-shapes.ts ROUNDS`: passes, stacks and training steps of random shapes, on one to three threads.
const rounds = Number(process.argv[2]);
const draws = randomValues(1000, 11);
let next = 0;
const draw = () => draws[next++ % draws.length]!;
/** A whole number from 1 to `most`, small ones more often. */
const upTo = (most: number) => 1 + Math.floor(most * ((draw() + 1) / 2) ** 2);
const chance = () => draw() < 0;

for (let round = 0; round < rounds; round++) {
  setThreads(upTo(3));
  const [batch, steps, inputs, units, above] = [upTo(70), upTo(20), upTo(40), upTo(70), upTo(40)];
  const shape = { batch, steps, inputs, units };
  const options = { returnSequences: chance() };
  const dropout = { rate: chance() ? 0.3 : 0, keys: [round, 1] as const };
  const { x, weights, dOutput } = randomCase(shape, options, round);
  lstmForward(shape, x, weights, options);
  lstmBackward(lstmForwardTraining(shape, x, weights, { ...options, dropout }).reserve, dOutput);

  const some: Parameters<typeof randomOptions>[0] = { ...options, goBackwards: chance(), dropout };
  if (chance()) some.recurrentActivation = "hardSigmoid";
  for (const name of ["mask", "recurrentDropout", "initialState"] as const) if (chance()) some[name] = true;
  const layer = randomOptions(some, shape, round);
  // Values beyond 512 take another path.
  const large = x.map((value) => (chance() ? 1e4 : 1) * value);
  lstmForward(shape, large, weights, layer);
  const { state, reserve } = lstmForwardTraining(shape, large, weights, layer);
  lstmBackward(reserve, dOutput, chance() ? { dState: state } : { inputGradient: chance() });

  const second = randomCase({ ...shape, inputs: units, units: above }, options, round);
  const layers = [new PackedLstm(inputs, units, weights), new PackedLstm(units, above, second.weights)];
  lstmStack({ batch, steps }, x, layers, options);
  for (const layer of layers) layer.release();

  const [dense, outputs] = [upTo(40), upTo(4)];
  const lossWeights = new Array(outputs).fill(1);
  const network = new TrainingNetwork({
    steps,
    inputs,
    lstm: [units, above],
    dense,
    outputs,
    l2: 0.003,
    lossWeights,
  });
  const settings = {
    learningRate: 1e-3,
    gradientNorm: chance() ? 1 : null,
    dropouts: () => [dropout, dropout],
  };
  for (const size of [batch, upTo(batch), batch + upTo(5)])
    network.step(randomValues(size * steps * inputs, round), randomValues(size * outputs, round), settings);
  network.release();
}
