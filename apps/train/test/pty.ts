import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { test } from "@jest/globals";
import { MAIN } from "./cli-process.ts";
import { folder } from "./folder.ts";

/** Whether `script` of util-linux is there, which gives a program a terminal. */
const HAS_PTY =
  process.platform === "linux" &&
  /util-linux/.test(spawnSync("script", ["--version"], { encoding: "utf8" }).stdout ?? "");
if (!HAS_PTY) process.stderr.write("terminals are not tested: that takes `script` of util-linux, on Linux\n");

/** A test that needs a terminal. */
export const testOnTerminal = HAS_PTY ? test : test.skip;

export interface PtyOptions {
  env?: Record<string, string>;
  /** Once this is on the screen, `type` is typed. */
  when?: RegExp;
  type?: string;
  /** Where stdout goes instead of the terminal. */
  stdout?: string;
}

/** Runs `lstm-predict` on a terminal of 120 columns; its exit code, and all that was written to the terminal. */
export async function onTerminal(
  args: readonly string[],
  { env = {}, when, type = "", stdout }: PtyOptions = {},
): Promise<{ code: number | null; screen: string }> {
  const command = [process.execPath, MAIN, ...args].map(quote).join(" ");
  const redirect = stdout === undefined ? "" : ` > ${quote(stdout)}`;
  const { NO_COLOR, FORCE_COLOR, CI, ...inherited } = process.env;
  const terminal = spawn("script", ["-qefc", `stty cols 120; exec ${command}${redirect}`, "/dev/null"], {
    env: { ...inherited, NODE_OPTIONS: "", TERM: "xterm", MLRUNS_DIR: await folder(), ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  let waiting = when !== undefined;
  terminal.stdout.setEncoding("utf8").on("data", (text) => {
    screen += text;
    if (!waiting || !when!.test(screen)) return;
    waiting = false;
    terminal.stdin.write(type);
  });
  const [code] = await once(terminal, "close");
  return { code, screen };
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
