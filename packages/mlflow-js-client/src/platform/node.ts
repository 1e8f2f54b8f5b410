import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "./node-files.ts";
import { NodeTransport } from "./node-transport.ts";
import type { Platform } from "./platform.ts";

export const platform: Platform = {
  openTransport: (options) => new NodeTransport(options),
  files: nodeFiles,
  environment: () => process.env,
  readCredentials(home) {
    try {
      return readFileSync(join(home || homedir(), ".mlflow", "credentials"), "utf8");
    } catch {
      return "";
    }
  },
};
