import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
/** The file system of the image with this machine's network: needs no engine and no privileges over namespaces. */
const ENVIRONMENT = { ...process.env, NODE_OPTIONS: "", BUILDAH_ISOLATION: "chroot" };

/** What buildah prints; throws with its complaint. */
export async function buildah(...args: string[]): Promise<string> {
  return output("buildah", args);
}

async function output(command: string, args: string[] = []): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, {
    cwd: REPOSITORY,
    env: ENVIRONMENT,
    maxBuffer: 1 << 26,
  });
  return stdout.trim();
}

/** The name of node:24-slim or of its stand-in. */
export function baseImage(): Promise<string> {
  return output(fileURLToPath(new URL("base-image.sh", import.meta.url)));
}

/**
 * Builds a target of the Dockerfile with the packages that `pnpm install` has left on this machine. Layers of the stages
 * before would take longer to write than to make again.
 */
export async function build(base: string, target: string, tag: string): Promise<void> {
  const store = await output("pnpm", ["store", "path"]);
  await buildah(
    "bud",
    "--quiet",
    "--network",
    "host",
    "--format",
    "docker",
    "--build-arg",
    `NODE_IMAGE=${base}`,
    "--build-arg",
    "PNPM_STORE=/host-store",
    "--volume",
    `${store.replace(/\/v\d+$/, "")}:/host-store`,
    "--target",
    target,
    "--tag",
    tag,
    ".",
  );
}

/** Megabytes of all layers, as `buildah images` tells them. */
export async function megabytes(image: string): Promise<number> {
  const [{ size }] = JSON.parse(await buildah("images", "--json", image));
  const [, number, unit] = /^([\d.]+) ([MG])B$/.exec(size)!;
  return Number(number) * (unit === "G" ? 1000 : 1);
}

/** The image's configuration, in Docker's words. */
export async function configOf(image: string) {
  return JSON.parse(await buildah("inspect", "--type", "image", image)).Docker.config as {
    User: string;
    Cmd: string[];
    Entrypoint: string[];
    Env: string[];
    Labels: Record<string, string>;
    /** By folder. */
    Volumes: Record<string, object>;
    Healthcheck: { Test: [string, ...string[]] };
  };
}

/** A container of an image; `run` starts a command in it as the image's user. */
export async function container(image: string) {
  const name = await buildah("from", "--quiet", image);
  // Where a volume of the image is mounted from this machine as well, buildah 1.28 lets chance say which of the two is seen.
  const declared = Object.keys((await configOf(image)).Volumes);
  await buildah("config", ...declared.flatMap((folder) => ["--volume", `${folder}-`]), name);
  const started: { signal(signal: NodeJS.Signals): Promise<void>; exit: Promise<unknown> }[] = [];
  const run = (command: string[], { env = {}, volumes = {} }: Mounts = {}) => {
    const child = spawn(
      "buildah",
      [
        "run",
        ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
        ...Object.entries(volumes).flatMap(([host, inside]) => ["--volume", `${host}:${inside}`]),
        name,
        "--",
        ...command,
      ],
      { cwd: REPOSITORY, env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 },
    );
    const text = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].on("data", (chunk) => {
        text[stream] += chunk;
      });
    }
    const exit = once(child, "close").then(([code]) => ({ code: code as number, ...text }));
    const signal = async (signal: NodeJS.Signals) => {
      const pid = child.exitCode === null && (await insideProcess(child.pid!));
      if (pid) process.kill(pid, signal);
    };
    const running = { child, exit, signal };
    started.push(running);
    return running;
  };
  const dispose = async () => {
    for (const { signal, exit } of started) {
      await signal("SIGKILL");
      await exit;
    }
    await buildah("rm", name);
  };
  return { run, [Symbol.asyncDispose]: dispose };
}

interface Mounts {
  env?: Record<string, string>;
  /** Folders of this machine, by where they are mounted. */
  volumes?: Record<string, string>;
}

/**
 * The process of the command that `buildah run` has started: without an engine there is no process 1, and the first
 * process that is not buildah itself stands where it would.
 */
async function insideProcess(pid: number): Promise<number | undefined> {
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const children = await readFile(`/proc/${pid}/task/${thread}/children`, "utf8");
    for (const child of children.trim().split(" ").filter(Boolean).map(Number)) {
      const command = await readFile(`/proc/${child}/cmdline`, "utf8");
      return /buildah/.test(command) ? insideProcess(child) : child;
    }
  }
  return undefined;
}
