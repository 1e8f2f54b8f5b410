import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { explainMissing, missingPeers } from "../src/peers.ts";

test("when there is no Python, then all peers are missing", () => {
  expect(missingPeers("/no/such/python")).toEqual(["PyTorch", "Keras", "ONNX Runtime"]);
});

test("when a module of a peer is not installed, then that peer is missing", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bench-peers-"));
  const python = join(folder, "python");
  await writeFile(python, "#!/bin/sh\necho tensorflow onnx torch\n");
  await chmod(python, 0o755);
  try {
    expect(missingPeers(python)).toEqual(["ONNX Runtime"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("when peers are missing, then the line names them and the command that brings them", () => {
  expect(explainMissing(["PyTorch", "Keras", "ONNX Runtime"])).toBe(
    "PyTorch, Keras and ONNX Runtime are missing: `pnpm bench:setup` installs them (needs uv: `pip install uv`)",
  );
  expect(explainMissing(["Keras"])).toBe(
    "Keras is missing: `pnpm bench:setup` installs it (needs uv: `pip install uv`)",
  );
});
