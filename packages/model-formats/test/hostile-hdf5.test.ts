import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { ZipFile } from "yazl";
import { FormatError } from "../src/index.ts";
import { readHdf5 } from "../src/keras/hdf5/read.ts";
import { writeHdf5 } from "../src/keras/hdf5/write.ts";
import { readKerasFile } from "../src/keras/read-file.ts";
import { readZip } from "../src/keras/zip.ts";
import { kerasFile } from "./artefacts.ts";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/hdf5/${name}.h5`, import.meta.url));

/** Reads the dataset "x" of a file. */
const readX = (bytes: Uint8Array, shape: readonly number[] = [2]) =>
  readHdf5(bytes, "model.h5", (file) => [...file.read("x", shape)]);

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => "it was accepted",
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FormatError);
  return `${(error as FormatError).code}: ${(error as FormatError).message}`;
}

describe("a dataset that is in another file", () => {
  test.each([
    ["external-absent", "weights.bin"],
    ["external-device", "/dev/urandom"],
    ["external-stdin", "/dev/stdin"],
    ["external-process", "/proc/self/environ"],
    ["external-link", "/etc/passwd"],
  ])(
    "when it is %s, then it is refused with that file's name, and nothing is opened",
    async (name, other) => {
      const message = await refusal(readX(fixture(name)));
      expect(message).toMatch(/^bad_file: model\.h5: x is in another file, "/);
      expect(message).toContain(`${other}": expected a model in one file`);
    },
  );

  test("when it is virtual, then it is refused", async () => {
    expect(await refusal(readX(fixture("virtual")))).toContain("x is not float32 or float64");
  });

  test("when one was refused, then later files are read as before", async () => {
    await refusal(readX(fixture("external-device")));
    expect(await readX(fixture("soft-link"))).toEqual([1.5, -2]);
  });
});

describe("a dataset in the file", () => {
  test.each(["soft-link", "big-endian"])("when it is a %s, then its values are read", async (name) => {
    expect(await readX(fixture(name))).toEqual([1.5, -2]);
  });

  test("when it is compressed, then it is refused before it is inflated", async () => {
    expect(await refusal(readX(fixture("compressed")))).toBe(
      "bad_file: model.h5: x is compressed: expected weights as Keras saves them",
    );
  });

  test("when it states 32 MB in a file of 5 KB, then no memory is taken for them", async () => {
    const bytes = fixture("unallocated");
    expect(await refusal(readX(bytes, [1024, 4096]))).toBe(
      `too_large: model.h5 states more weights than its ${bytes.length} bytes can hold`,
    );
  });

  test("when one after the other is read, then they share the file's bytes", async () => {
    const bytes = await writeHdf5({}, { "a/x": { shape: [700], values: new Float32Array(700) } });
    const again = Math.ceil(bytes.length / 2800);
    const message = await refusal(
      readHdf5(bytes, "model.h5", (file) => {
        for (let k = 0; k <= again; k++) file.read("a/x", [700]);
      }),
    );
    expect(message).toMatch(/^too_large: /);
  });
});

test("when weights of an archive are compressed a thousandfold, then they are not inflated", async () => {
  const limits = { "metadata.json": 2 ** 20, "config.json": 2 ** 20, "model.weights.h5": 2 ** 20 };
  const parts = await readZip(kerasFile("keras-3.15.keras").bytes, "x", limits);
  const bytes = await packed(parts.set("model.weights.h5", Buffer.alloc(64 * 2 ** 20)));
  expect(bytes.length).toBeLessThan(100_000);
  expect(await refusal(readKerasFile(bytes, "bomb.keras"))).toMatch(
    /^too_large: bomb\.keras: model\.weights\.h5 has 67108864 bytes: expected at most \d{7}$/,
  );
});

test("when an archive is compressed as a tool would, then it is read", async () => {
  const limits = { "metadata.json": 2 ** 20, "config.json": 2 ** 20, "model.weights.h5": 2 ** 20 };
  const parts = await readZip(kerasFile("keras-3.15.keras").bytes, "x", limits);
  const archive = await packed(parts);
  expect((await readKerasFile(archive, "again.keras")).layers).toHaveLength(6);
});

/** A compressed archive. */
async function packed(parts: ReadonlyMap<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of parts) zip.addBuffer(content, name, { compress: true });
  zip.end();
  return buffer(zip.outputStream as unknown as NodeJS.ReadableStream);
}
