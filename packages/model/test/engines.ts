import { isNativeBuilt } from "@lstm-predict/tensorflow-native";
import type { ModelConfig } from "../src/config.ts";
import type { Engine } from "../src/engines/engine.ts";
import { openEngine } from "../src/engines/open.ts";

type Name = ModelConfig["engine"];

/** The engines to test: those in TEST_ENGINES, else the fused one. If tensorflow is not built, it is left out with a note. */
export const ENGINES = ((process.env.TEST_ENGINES ?? "fused").split(",") as Name[]).filter((name) => {
  const available = name !== "tensorflow" || isNativeBuilt();
  if (!available) process.stderr.write("engine tensorflow is not tested: `pnpm native` has not built it\n");
  return available;
});

/** An argument for `beforeAll` that opens the engine and passes it to `use`. */
export function opening(name: Name, use: (engine: Engine) => void): () => Promise<void> {
  return async () => use(await openEngine(name));
}
