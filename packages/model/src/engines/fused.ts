import * as tf from "@tensorflow/tfjs";
import { fusedLstmDropout } from "fused-lstm";
import type { Engine } from "./engine.ts";

/** Our WebAssembly kernel, which also applies the dropout. */
export const fused: Engine = { lstm: fusedLstmDropout };

/** Sets the backend to plain JavaScript, the fastest for the few small layers around the kernel. */
export async function openFused(): Promise<Engine> {
  await tf.setBackend("cpu");
  return fused;
}
