import { MlflowError } from "../errors.ts";
import { FetchTransport } from "./fetch-transport.ts";
import type { Platform } from "./platform.ts";

/** Without Node.js there are neither files nor environment variables. */
export const platform: Platform = {
  openTransport: (options) => new FetchTransport(options),
  files: {
    sizeOf: async (file) => noFiles(file),
    read: async (file) => noFiles(file),
    list: async (dir) => noFiles(dir),
    replace: async (file) => noFiles(file),
    join: (dir) => noFiles(dir),
    below: (dir) => noFiles(dir),
  },
  environment: () => ({}),
  readCredentials: () => "",
};

function noFiles(path: string): never {
  throw new MlflowError("file_failed", `cannot use the path ${path}: only Node.js has files`, {
    hint: "artifacts.write and artifacts.read transfer texts and bytes",
  });
}
