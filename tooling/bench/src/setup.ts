import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

// `pnpm bench:setup` creates the Python environment of the peers, tooling/bench/.venv, from requirements.txt;
// `pnpm bench:setup api` installs only what `pnpm bench:api` needs.
const folder = fileURLToPath(new URL("..", import.meta.url));
const USAGE = `usage: pnpm bench:setup [api]

Creates the Python environment of the peers that are measured beside ours, in tooling/bench/.venv. Needs uv.

  api   only what pnpm bench:api needs: FastAPI and Keras
`;
const FILES: Record<string, string> = { all: "requirements.txt", api: "requirements-api.txt" };
const [which = "all"] = process.argv.slice(2);
const requirements = FILES[which];

function run(...args: string[]): boolean {
  const { status, error } = spawnSync("uv", args, { cwd: folder, stdio: "inherit" });
  if (error) process.stderr.write("uv is not on the PATH: `pip install uv` installs it\n");
  return status === 0;
}

const isHelp = which === "--help" || which === "-h";
if (isHelp) process.stdout.write(USAGE);
else if (!requirements) process.stderr.write(`the argument is "${which}": expected api, or none\n`);
const made =
  requirements !== undefined &&
  run("venv", "--clear", "--python", "3.11", ".venv") &&
  run("pip", "install", "--python", ".venv", "--requirement", requirements);
process.exitCode = made || isHelp ? 0 : 1;
