/** `node run-onnx.ts MODEL WINDOWS` runs an ONNX file on windows (float64 [n, ...], C order); prints its outputs as JSON. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const { InferenceSession, Tensor } = createRequire(import.meta.url)("onnxruntime-node");

const [model, windows] = process.argv.slice(2);
const session = await InferenceSession.create(model);
const bytes = await readFile(windows!);
const values = new Float64Array(new Uint8Array(bytes).buffer);
const [name] = session.inputNames as string[];
const [, ...shape] = session.inputMetadata[0].shape as number[];
const count = values.length / shape.reduce((product, size) => product * size, 1);
const outputs = await session.run({ [name!]: new Tensor("float64", values, [count, ...shape]) });
const entries = (session.outputNames as string[]).map((output) => [output, Array.from(outputs[output].data)]);
process.stdout.write(JSON.stringify({ input: name, outputs: Object.fromEntries(entries) }));
