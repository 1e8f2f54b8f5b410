import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NativeError } from "../errors.ts";
import { runProcess } from "../process.ts";
import { note, timed } from "./note.ts";

const VERSION = "2.21.0";
const WHEEL_PLATFORM: Partial<Record<string, string>> = {
  x64: "manylinux_2_27_x86_64",
  arm64: "manylinux_2_27_aarch64",
};

/**
 * Downloads libtensorflow and its headers, in the wheel `tensorflow-cpu`, from PyPI (270 MB) and unpacks them (850 MB) to
 * `dir/libtensorflow-2.21.0`. If that folder exists, nothing is downloaded.
 *
 * @returns that folder, which contains `lib` and `include`
 * @throws NativeError `build_failed`
 */
export async function fetchLibtensorflow(dir: string): Promise<string> {
  const folder = join(dir, `libtensorflow-${VERSION}`);
  if (existsSync(folder)) return folder;
  const work = join(dir, `download-${process.pid}`);
  await mkdir(work, { recursive: true });
  try {
    const wheel = await downloadWheel(work);
    const unpacked = join(work, "unpacked");
    const script = fileURLToPath(new URL("unpack.py", import.meta.url));
    const { code, stderr } = await timed("Unpacking libtensorflow (850 MB)", () =>
      runProcess("python3", [script, wheel, unpacked]),
    );
    if (code !== 0) throw new NativeError("build_failed", `${wheel} cannot be unpacked: ${lastLine(stderr)}`);
    await rename(unpacked, folder);
    return folder;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function downloadWheel(work: string): Promise<string> {
  note(`Downloading tensorflow-cpu ${VERSION} from PyPI (270 MB)`);
  const { code, stderr } = await runProcess(
    "python3",
    [
      "-m",
      "pip",
      "download",
      "--no-deps",
      "--only-binary=:all:",
      "--disable-pip-version-check",
      "--python-version",
      "3.11",
      "--platform",
      WHEEL_PLATFORM[process.arch]!,
      "--dest",
      work,
      `tensorflow-cpu==${VERSION}`,
    ],
    // pip draws a progress bar, which is useful on a terminal only.
    { stdio: ["ignore", process.stderr.isTTY ? "inherit" : "ignore", "pipe"] },
  );
  const wheel = (await readdir(work)).find((name) => name.endsWith(".whl"));
  if (code === 0 && wheel) return join(work, wheel);
  throw new NativeError(
    "build_failed",
    `tensorflow-cpu ${VERSION} cannot be downloaded from PyPI: ${lastLine(stderr) || code}`,
  );
}

export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)!;
}
