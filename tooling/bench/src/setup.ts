import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

// `pnpm bench:setup`: the peers' environment, tooling/bench/.venv, from requirements.txt.
const folder = fileURLToPath(new URL("..", import.meta.url));

function run(...args: string[]): boolean {
  const { status, error } = spawnSync("uv", args, { cwd: folder, stdio: "inherit" });
  if (error) process.stderr.write("uv is not on the PATH: `pip install uv` installs it\n");
  return status === 0;
}

const made =
  run("venv", "--clear", "--python", "3.11", ".venv") &&
  run("pip", "install", "--python", ".venv", "--requirement", "requirements.txt");
process.exitCode = made ? 0 : 1;
