import { defineConfig } from "tsdown";

/** A module for each source, so that `wasm/` and `prebuilt/` are as far from them as from `src/`. */
export default defineConfig({
  entry: [
    "src/index.ts",
    "src/kernel/index.ts",
    "src/kernel/**/*thread.ts",
    "src/kernel/platform/{node,web}.ts",
  ],
  platform: "node",
  target: "node20",
  tsconfig: "tsconfig.build.json",
  unbundle: true,
  fixedExtension: false,
  dts: true,
  deps: { neverBundle: ["#platform"] },
  plugins: [
    {
      // A thread is started from its file: no import that would be renamed.
      name: "threads",
      transform: (code) =>
        code.replaceAll(/new URL\("([^"]+)\.ts", import\.meta\.url\)/g, 'new URL("$1.js", import.meta.url)'),
    },
  ],
});
