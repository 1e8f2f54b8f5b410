import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { PYTHON_PEERS, type PythonPeer } from "./names.ts";

const VENV = process.platform === "win32" ? "../.venv/Scripts/python.exe" : "../.venv/bin/python";

/** The interpreter that `pnpm bench:setup` installs. */
export const PYTHON = fileURLToPath(new URL(VENV, import.meta.url));

/** What each peer imports. */
const MODULES: Record<PythonPeer, string[]> = {
  PyTorch: ["torch"],
  Keras: ["tensorflow"],
  "ONNX Runtime": ["onnxruntime", "onnx", "torch"],
};

const PRINT_INSTALLED = `
import importlib.util, sys
print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name)))
`;

/** The peers that are not installed; all of them if `python` does not start. */
export function missingPeers(python = PYTHON): PythonPeer[] {
  const modules = Object.values(MODULES).flat();
  const { stdout } = spawnSync(python, ["-c", PRINT_INSTALLED, ...modules], { encoding: "utf8" });
  const installed = (stdout ?? "").trim().split(" ");
  return PYTHON_PEERS.filter((peer) => !MODULES[peer].every((name) => installed.includes(name)));
}

/** Says which peers are missing, and what brings them. */
export function explainMissing(peers: readonly PythonPeer[]): string {
  const names = new Intl.ListFormat("en-GB").format(peers);
  const [verb, them] = peers.length > 1 ? ["are", "them"] : ["is", "it"];
  return `${names} ${verb} missing: \`pnpm bench:setup\` installs ${them} (needs uv: \`pip install uv\`)`;
}
