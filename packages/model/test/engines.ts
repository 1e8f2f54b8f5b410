import { isNativeBuilt } from "@lstm-predict/tensorflow-native";
import type { ModelConfig } from "../src/config.ts";
import type { Engine } from "../src/engines/engine.ts";
import { openEngine } from "../src/engines/open.ts";

type Name = ModelConfig["engine"];

/** The engines that a test runs on: ours, or those that TEST_ENGINES names; one that is not built is left out, aloud. */
export const ENGINES = ((process.env.TEST_ENGINES ?? "fused").split(",") as Name[]).filter((name) => {
  const there = name !== "tensorflow" || isNativeBuilt();
  if (!there) process.stderr.write("engine tensorflow is not tested: `pnpm native` has not built it\n");
  return there;
});

/** For `beforeAll`: opens the engine and hands it to the tests that follow. */
export function opening(name: Name, use: (engine: Engine) => void): () => Promise<void> {
  return async () => use(await openEngine(name));
}
