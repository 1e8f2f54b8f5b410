import { buffer } from "node:stream/consumers";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ZipFile } from "yazl";
import { FormatError, importKeras } from "../src/index.ts";
import { writeHdf5 } from "../src/keras/hdf5/write.ts";
import { readKerasFile } from "../src/keras/read-file.ts";
import { readKerasFileInThread } from "../src/keras/read-in-thread.ts";
import { readZip, writeZip } from "../src/keras/zip.ts";
import { KERAS_FILES, kerasFile, SCALER, scalerFile } from "./artefacts.ts";

const FILE = "keras-3.15.keras";
const MEGABYTE = 2 ** 20;

const importing = (bytes: Uint8Array, scaler: object | string = SCALER) =>
  importKeras({
    model: { name: FILE, bytes },
    scaler: typeof scaler === "string" ? { name: "scaler.json", text: scaler } : scalerFile(scaler),
  });

/** The code and message of the FormatError, which must be one line. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => "it was accepted",
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(FormatError);
  const { code, message } = error as FormatError;
  expect(message).not.toContain("\n");
  return `${code}: ${message}`;
}

async function contents(): Promise<Record<string, Buffer>> {
  const limits = { "metadata.json": MEGABYTE, "config.json": MEGABYTE, "model.weights.h5": MEGABYTE };
  return Object.fromEntries(await readZip(kerasFile(FILE).bytes, FILE, limits));
}

/** FILE with one of its parts replaced. */
async function withPart(name: string, content: Uint8Array | string): Promise<Uint8Array> {
  return writeZip({ ...(await contents()), [name]: content }, new Date(0));
}

// biome-ignore lint/suspicious/noExplicitAny: a configuration is JSON of any shape
type Change = (config: any, layers: any[]) => void;

/** FILE with a changed configuration. */
async function withConfig(change: Change): Promise<Uint8Array> {
  const document = JSON.parse((await contents())["config.json"]!.toString("utf8"));
  change(document, document.config.layers);
  return withPart("config.json", JSON.stringify(document));
}

const SHAPES: Record<string, number[]> = {
  "lstm/cell/vars/0": [6, 20],
  "lstm/cell/vars/1": [5, 20],
  "lstm/cell/vars/2": [20],
  "lstm_1/cell/vars/0": [5, 16],
  "lstm_1/cell/vars/1": [4, 16],
  "lstm_1/cell/vars/2": [16],
  "dense/vars/0": [4, 3],
  "dense/vars/1": [3],
  "dense_1/vars/0": [3, 1],
  "dense_1/vars/1": [1],
};

/** FILE with zero weights of these shapes; `bad` names one whose first value is replaced. */
async function withWeights(shapes: Record<string, number[]>, bad?: [string, number]): Promise<Uint8Array> {
  const entries = Object.entries(shapes).map(([name, shape]) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    if (bad?.[0] === name) values[0] = bad[1];
    return [`layers/${name}`, { shape, values }] as const;
  });
  return withPart("model.weights.h5", await writeHdf5({}, Object.fromEntries(entries)));
}

describe("when a Keras file is damaged", () => {
  const damage = fc.oneof(
    fc.record({ cut: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
    fc.record({ flips: fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 60 }) }),
  );

  test("then it is refused with one line, or all its weights are still finite", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...KERAS_FILES), damage, async (name, how) => {
        let bytes = Buffer.from(kerasFile(name).bytes);
        if ("cut" in how) bytes = bytes.subarray(0, Math.floor(how.cut * bytes.length));
        else for (const [at, bit] of how.flips) bytes[at % bytes.length]! ^= 1 << bit;
        const promise = importing(bytes);
        const imported = await promise.catch(() => undefined);
        if (imported === undefined) return void (await refusal(promise));
        const { buffer: bytesRead, byteOffset, byteLength } = imported.model.weightData;
        expect(new Float32Array(bytesRead, byteOffset, byteLength / 4).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 25, seed: 9 },
    );
  });

  test.each([
    ["empty", ""],
    ["a text", "hello"],
    ["only the first bytes of an archive", "PK\u0003\u0004"],
  ])("so that it is %s, then it is refused", async (_name, text) => {
    expect(await refusal(importing(Buffer.from(text)))).toMatch(/^bad_file: keras-3\.15\.keras/);
  });

  test("so that the HDF5 library loops forever, then reading stops after the time limit", async () => {
    const promise = readKerasFileInThread(endless(), "endless.h5", 1, 4000);
    expect(await refusal(promise)).toBe(
      "bad_file: endless.h5 could not be read in 4 s: it is damaged; save the model again",
    );
  });
});

describe("when an archive is hostile", () => {
  test("and states a size above the limit, then nothing is inflated", async () => {
    const bytes = await packed({ "config.json": Buffer.alloc(2 * MEGABYTE) });
    expect(await refusal(readKerasFile(bytes, FILE))).toBe(
      `too_large: ${FILE}: config.json has 2097152 bytes: expected at most 1048576`,
    );
  });

  test("and states a size that is too small, then inflating stops at that size", async () => {
    const bytes = await packed({ "config.json": Buffer.alloc(64 * MEGABYTE) });
    const entry = bytes.indexOf("PK\u0001\u0002");
    bytes.writeUInt32LE(1000, entry + UNCOMPRESSED_SIZE);
    const before = process.memoryUsage().rss;
    expect(await refusal(readKerasFile(bytes, FILE))).toMatch(
      /^bad_file: .*damaged archive \(too many bytes/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * MEGABYTE);
  });

  test("and has very many files, then it is refused without reading them", async () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, k) => [`file-${k}`, Buffer.of(k)]));
    expect(await refusal(readKerasFile(await packed(many), FILE))).toContain("100 files");
  });

  test("and its data cannot be inflated, then it is refused", async () => {
    const bytes = await packed({ "config.json": Buffer.alloc(MEGABYTE) });
    const data = deflateRawSync(Buffer.alloc(MEGABYTE));
    bytes.fill(0xff, bytes.indexOf(data), bytes.indexOf(data) + data.length);
    expect(await refusal(readKerasFile(bytes, FILE))).toMatch(/^bad_file: /);
  });
});

/** A file with one changed byte, on which the HDF5 library loops forever. */
function endless(): Uint8Array {
  const bytes = Buffer.from(kerasFile("keras-3.15.h5").bytes);
  bytes[7960] = 160;
  return bytes;
}

/** Offset of the size in an entry of the archive's central directory. */
const UNCOMPRESSED_SIZE = 24;

async function packed(files: Record<string, Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(content, name);
  zip.end();
  return buffer(zip.outputStream as unknown as NodeJS.ReadableStream);
}

describe("when a file's weights are replaced", () => {
  test("by weights of the right shapes, then they are accepted", async () => {
    expect((await importing(await withWeights(SHAPES))).parameters).toBe(419);
  });

  test.each(Object.keys(SHAPES))("and %s has another shape, then the error has both shapes", async (name) => {
    const [rows, ...rest] = SHAPES[name]!;
    const bytes = await withWeights({ ...SHAPES, [name]: [rows! + 1, ...rest] });
    const [actual, expected] = [[rows! + 1, ...rest], SHAPES[name]].map((shape) => JSON.stringify(shape));
    expect(await refusal(readKerasFile(bytes, FILE))).toContain(
      `${name} has the shape ${actual}: expected ${expected}`,
    );
  });

  test("and one is missing, then the error names it", async () => {
    const { "dense/vars/1": _, ...rest } = SHAPES;
    expect(await refusal(readKerasFile(await withWeights(rest), FILE))).toContain("dense/vars/1 is missing");
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    "and one is %p, then the error names it",
    async (value) => {
      const bytes = await withWeights(SHAPES, ["lstm_1/cell/vars/1", value]);
      expect(await refusal(readKerasFile(bytes, FILE))).toContain(`lstm_1/cell/vars/1 has ${value} at 0`);
    },
  );

  test("and a legacy file has no configuration, then it is refused", async () => {
    const bytes = await writeHdf5({}, { "a/kernel": { shape: [1], values: Float32Array.of(1) } });
    expect(await refusal(readKerasFile(bytes, FILE))).toContain(
      "has no model_config: expected a whole model",
    );
  });
});

describe("when the network is not supported:", () => {
  test.each<[string, string, Change]>([
    [
      "another layer",
      'layer "lstm" is a "GRU": expected LSTM, Dropout or Dense',
      (_, [, lstm]) => {
        lstm.class_name = "GRU";
      },
    ],
    [
      "a wrapped layer",
      'layer "lstm" is a "Bidirectional"',
      (_, [, lstm]) => {
        lstm.class_name = "Bidirectional";
      },
    ],
    [
      "another activation",
      'layer "lstm": activation is "relu": expected "tanh"',
      (_, [, lstm]) => {
        lstm.config.activation = "relu";
      },
    ],
    [
      "a hard sigmoid",
      'recurrent_activation is "hard_sigmoid": expected "sigmoid"',
      (_, [, lstm]) => {
        lstm.config.recurrent_activation = "hard_sigmoid";
      },
    ],
    [
      "one that goes backwards",
      'layer "lstm": go_backwards is true: expected false',
      (_, [, lstm]) => {
        lstm.config.go_backwards = true;
      },
    ],
    [
      "units beyond memory",
      'layer "lstm": units is 1000000000: expected 1 to 1024',
      (_, [, lstm]) => {
        lstm.config.units = 1e9;
      },
    ],
    [
      "seven features",
      "the input shape is [null,8,7]: expected [null, window, features]",
      (_, [input]) => {
        input.config.batch_shape = [null, 8, 7];
      },
    ],
    [
      "a window of millions",
      "the input shape is [null,9000000,6]",
      (_, [input]) => {
        input.config.batch_shape = [null, 9e6, 6];
      },
    ],
    [
      "a model of another class",
      'the model is a "MyModel": expected a "Sequential", or a "Functional" that is a chain',
      (config) => {
        config.class_name = "MyModel";
      },
    ],
    [
      "a graph whose layers are not connected",
      "branch: expected a chain of layers",
      (config) => {
        config.class_name = "Functional";
      },
    ],
    [
      "a graph with two inputs of one layer",
      'layer "lstm" has the inputs ["input_layer","dropout"]: expected one, as in a chain',
      (config, layers) => {
        config.class_name = "Functional";
        layers[1].inbound_nodes = [
          [
            ["input_layer", 0, 0, {}],
            ["dropout", 0, 0, {}],
          ],
        ];
      },
    ],
    [
      "a flattened sequence",
      'layer "flat" is a "Flatten" of a sequence: expected the last LSTM to have return_sequences false',
      (_, layers) => {
        layers.splice(2, 0, { class_name: "Flatten", config: { name: "flat" } });
      },
    ],
    [
      "an activation of an LSTM",
      'layer "act" is an "Activation" of "relu": expected it after a Dense whose activation is "linear"',
      (_, layers) => {
        layers.splice(2, 0, { class_name: "Activation", config: { name: "act", activation: "relu" } });
      },
    ],
    [
      "two outputs",
      "of 2 units: expected a Dense of 1, the scaled close or log return",
      (_, layers) => {
        layers.at(-1).config.units = 2;
      },
    ],
    [
      "no layers",
      "the model's layers are []",
      (config) => {
        config.config.layers = [];
      },
    ],
    [
      "a hundred layers",
      "expected 1 to 32 layers",
      (config, layers) => {
        config.config.layers = Array(100).fill(layers[1]);
      },
    ],
  ])("%s, then the error names what is wrong", async (_name, expected, change) => {
    const message = await refusal(readKerasFile(await withConfig(change), FILE));
    expect(message).toMatch(/^unsupported_model: /);
    expect(message).toContain(expected);
  });
});

describe("when the scaler is not legal:", () => {
  test.each<[string, object | string, string]>([
    ["a pickle", "\u0080\u0004\u0095", "scaler.json: not JSON (a pickle must be turned into JSON first"],
    ["null", "null", "scaler.json: the document: "],
    [
      "five minima",
      { ...SCALER, data_min_: [1, 2, 3, 4, 5] },
      "data_max_ has 6 numbers: expected 5, as many as data_min_",
    ],
    ["no numbers", { features: ["Close"] }, "data_min_ and data_max_, or mean_ and scale_, are missing"],
    ["not a number", { ...SCALER, data_max_: [1, 2, 3, 4, 5, "x"] }, "data_max_.5: "],
    [
      "a minimum above the maximum",
      { ...SCALER, data_min_: [99, 1, 1, 1, 1, 1] },
      "data_min_[0] is 99, above data_max_[0], 20",
    ],
    [
      "other columns",
      { ...SCALER, features: ["Open", "High"] },
      'features is ["Open","High"]: expected 6 names, one for each number',
    ],
    ["one that clips", { ...SCALER, clip: true }, "clip: is true"],
    ["too long", " ".repeat(2 * MEGABYTE), "2097152 characters"],
  ])("%s, then it is refused", async (_name, scaler, expected) => {
    const message = await refusal(importing(kerasFile(FILE).bytes, scaler));
    expect(message).toMatch(/^bad_scaler: /);
    expect(message).toContain(expected);
  });
});
