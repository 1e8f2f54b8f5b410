/** `node run-onnx.ts MODEL INPUT...` runs an ONNX file on its inputs (float64 [n, ...], C order); prints its outputs as JSON. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const { InferenceSession, Tensor } = createRequire(import.meta.url)("onnxruntime-node");

const [model, ...files] = process.argv.slice(2);
const session = await InferenceSession.create(model);
const names = session.inputNames as string[];
const feeds = await Promise.all(
  files.map(async (file, k) => {
    const values = new Float64Array(new Uint8Array(await readFile(file)).buffer);
    const [, ...shape] = session.inputMetadata[k].shape as number[];
    const count = values.length / shape.reduce((product, size) => product * size, 1);
    return [names[k]!, new Tensor("float64", values, [count, ...shape])] as const;
  }),
);
const outputs = await session.run(Object.fromEntries(feeds));
const entries = (session.outputNames as string[]).map((output) => [output, Array.from(outputs[output].data)]);
process.stdout.write(JSON.stringify({ input: names[0], outputs: Object.fromEntries(entries) }));
