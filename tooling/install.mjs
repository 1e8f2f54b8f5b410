import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * `pnpm ready [--dev] [FOLDER...]`: runs `pnpm install` where packages are missing, or older than pnpm-lock.yaml. The other
 * scripts of package.json begin with it, so that `pnpm train` works in a fresh clone.
 *
 * The first installation leaves out devDependencies: 350 MB that only tests and checks need. `--dev` adds them, and they
 * stay. A FOLDER is a workspace of its own, which is installed as well, with its devDependencies.
 *
 * Plain JavaScript for Node 20: the Node that runs TypeScript comes with the installation. It is a script of its own for
 * the same reason: a shell that has run `node` once does not look for a newer one.
 */
const args = process.argv.slice(2);
const folders = args.filter((arg) => arg !== "--dev");

if (isPnpmRecent()) {
  install(".", args.includes("--dev"));
  for (const folder of folders) install(folder, true);
}

/** Older versions cannot read pnpm-workspace.yaml, and fail without a reason. */
function isPnpmRecent() {
  const { packageManager } = JSON.parse(readFileSync("package.json", "utf8"));
  const wanted = majorOf(packageManager.replace("@", "/"));
  const { npm_config_user_agent: agent = "" } = process.env;
  if (majorOf(agent) >= wanted) return true;
  process.stderr.write(
    `pnpm ${wanted} is needed, this is ${agent.split(" ")[0]}: npm install --global ${packageManager}\n`,
  );
  process.exitCode = 1;
  return false;
}

/** 12 for "pnpm/12.21.0 npm/? node/?". */
function majorOf(agent) {
  return Number(/^pnpm\/(\d+)/.exec(agent)?.[1]);
}

function install(folder, dev) {
  const installed = readInstallation(join(folder, "node_modules"));
  const isOld = installed && installed.at < statSync(join(folder, "pnpm-lock.yaml")).mtimeMs;
  if (installed && !isOld && (installed.dev || !dev)) return;

  const groups = dev || installed?.dev ? [] : ["--prod"];
  const { status, error } = spawnSync("pnpm", ["install", "--frozen-lockfile", ...groups], {
    cwd: folder,
    // stdout belongs to the command that follows.
    stdio: ["inherit", 2, 2],
    shell: process.platform === "win32",
  });
  if (error) process.stderr.write(`pnpm cannot be run: ${error.message}\n`);
  if (status !== 0) process.exitCode = status ?? 1;
}

/** When the last installation ended (milliseconds), and whether it had devDependencies; undefined: there was none. */
function readInstallation(modules) {
  try {
    const { included } = JSON.parse(readFileSync(join(modules, ".modules.yaml"), "utf8"));
    const { mtimeMs: at } = statSync(join(modules, ".pnpm-workspace-state-v1.json"));
    return { at, dev: included.devDependencies };
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  }
}
