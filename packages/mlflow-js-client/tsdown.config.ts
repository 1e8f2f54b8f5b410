import { defineConfig } from "tsdown";

/** `#platform` stays an import, which package.json leads to another module in browsers. */
export default defineConfig({
  entry: ["src/index.ts", "src/spool/index.ts", "src/platform/{node,web}.ts"],
  platform: "node",
  target: "node20",
  tsconfig: "tsconfig.build.json",
  unbundle: true,
  fixedExtension: false,
  dts: true,
  deps: { neverBundle: ["#platform"], alwaysBundle: ["kernel-lock"] },
});
