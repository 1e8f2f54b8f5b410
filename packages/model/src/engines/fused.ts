import * as tf from "@tensorflow/tfjs";
import { fusedLstmDropout } from "fused-lstm";
import type { Engine } from "./engine.ts";

/** Our WebAssembly kernel, dropout inside; the few small layers around it are fastest on the plain backend. */
export const fused: Engine = { lstm: fusedLstmDropout };

export async function openFused(): Promise<Engine> {
  await tf.setBackend("cpu");
  return fused;
}
