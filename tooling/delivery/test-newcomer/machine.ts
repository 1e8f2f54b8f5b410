import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
/** What a machine needs to reach the npm registry; nothing else of this environment is there. */
const NETWORK =
  /^(https?_proxy|no_proxy|ssl_cert_file|ssl_cert_dir|node_extra_ca_certs|npm_config_registry)$/i;

/**
 * A newcomer's machine: a clone of the repository's last commit in which nothing ran, an empty home, and of programs the
 * system's own with Node and npm, without pnpm. Global installations of npm go to the home.
 */
export async function newMachine() {
  const folder = await mkdtemp(join(tmpdir(), "newcomer-"));
  const [home, clone] = [join(folder, "home"), join(folder, "clone")];
  await mkdir(home);
  await promisify(execFile)("git", ["clone", "--quiet", REPOSITORY, clone]);

  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => NETWORK.test(name))),
    HOME: home,
    LANG: "C.UTF-8",
    npm_config_prefix: join(home, ".npm-global"),
    PATH: [join(home, ".npm-global", "bin"), ...systemFolders()].join(delimiter),
  };
  const servers: ReturnType<typeof start>[] = [];
  const start = (command: string) =>
    spawn("bash", ["-c", command], { cwd: clone, env, stdio: ["ignore", "pipe", "pipe"], detached: true });

  /** Runs a command line to its end; nobody answers questions. Output: stdout, then stderr. */
  const run = async (command: string) => {
    const child = start(command);
    const output = collect(child);
    const [code] = await once(child, "close");
    return { code: code as number, output: output() };
  };

  /** Starts a command that stays up, and waits until `url` answers; throws with its output if it ends before. */
  const serve = async (command: string, url: string) => {
    const answer = () => fetch(url).catch(() => undefined);
    if (await answer()) throw new Error(`another server answers at ${url}: end it first`);
    const child = start(command);
    servers.push(child);
    const output = collect(child);
    while (!(await answer())?.ok) {
      if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}: ${output()}`);
      await setTimeout(100);
    }
  };

  const dispose = async () => {
    for (const child of servers.filter(({ exitCode }) => exitCode === null)) {
      process.kill(-child.pid!, "SIGINT"); // Ctrl-C reaches the whole group
      await once(child, "close");
    }
    await rm(folder, { recursive: true, force: true });
  };
  return { clone, run, serve, dispose };
}

/** The folders of PATH that are no package's, and have no pnpm. */
function systemFolders(): string[] {
  const folders = process.env.PATH!.split(delimiter);
  return folders.filter((folder) => !folder.includes("node_modules") && !existsSync(join(folder, "pnpm")));
}

/** Keeps what a process prints. */
function collect(child: ReturnType<typeof spawn>): () => string {
  const text = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]!.on("data", (chunk) => {
      text[stream] += chunk;
    });
  }
  return () => `${text.stdout}\n${text.stderr}`;
}
