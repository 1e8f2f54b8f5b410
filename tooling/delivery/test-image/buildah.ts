import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
/** Runs containers with chroot and the network of this machine: needs no engine and no rights to namespaces. */
const ENVIRONMENT = { ...process.env, NODE_OPTIONS: "", BUILDAH_ISOLATION: "chroot" };

/** Runs buildah; returns its stdout. */
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

/** The name of the Dockerfile's base image, or of its replacement. */
export function baseImage(): Promise<string> {
  return output(fileURLToPath(new URL("base-image.sh", import.meta.url)));
}

/**
 * Builds a target of the Dockerfile, with the packages in the pnpm store of this machine. Does not cache layers: writing them
 * takes longer than building them again.
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

/** Size of all layers in megabytes, from `buildah images`. */
export async function megabytes(image: string): Promise<number> {
  const [{ size }] = JSON.parse(await buildah("images", "--json", image));
  const [, number, unit] = /^([\d.]+) ([MG])B$/.exec(size)!;
  return Number(number) * (unit === "G" ? 1000 : 1);
}

/** The configuration of an image, in the format of Docker. */
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

/** Creates a container of an image; `run` starts a command in it as the user of the image. */
export async function container(image: string) {
  const name = await buildah("from", "--quiet", image);
  // Remove the volumes of the image: if a local folder is mounted at the same place, buildah 1.28 shows either, at random.
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

/** Runs a command in a new container of an image until it ends. */
export async function runIn(image: string, command: string[], mounts: Mounts = {}) {
  await using box = await container(image);
  return await box.run(command, mounts).exit;
}

/** The folders that the user of an image may write to, beside the volumes and temporary folders. */
export async function unexpectedlyWritable(image: string): Promise<string[]> {
  const search =
    "find / -xdev \\( -path /proc -o -path /sys -o -path /dev \\) -prune -o -type d -writable -print";
  const { stdout } = await runIn(image, ["sh", "-c", search]);
  return stdout
    .trim()
    .split("\n")
    .filter((folder) => !/^\/(tmp|var\/tmp|run\/lock|home\/node|models|data|mlruns)/.test(folder));
}

/** Folders on this machine in place of the images' volumes, writable by their user, which differs from the local one. */
export async function volumesIn(work: string): Promise<Record<string, string>> {
  await chmod(work, 0o755);
  const volumes: Record<string, string> = {};
  for (const name of ["models", "data", "mlruns"]) {
    await mkdir(join(work, name));
    await chmod(join(work, name), 0o777);
    volumes[join(work, name)] = `/${name}`;
  }
  return volumes;
}

interface Mounts {
  env?: Record<string, string>;
  /** Mount points by local folder. */
  volumes?: Record<string, string>;
}

/** The pid of the command that `buildah run` has started: the first descendant that is not buildah itself. */
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
