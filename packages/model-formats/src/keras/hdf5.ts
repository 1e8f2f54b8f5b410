import { quote } from "@lstm-predict/checks";
import type { Dataset, File, Group } from "h5wasm";
import { FormatError } from "../errors.ts";

/** Reads an HDF5 file. Paths are relative to its root; links to other files are not followed. */
export interface Hdf5Reader {
  /** The names in a group; empty if the group does not exist. */
  children(path: string): string[];
  /** A text attribute of the root, or undefined. */
  text(name: string): string | undefined;
  /** The texts of an array attribute of a group; empty if group or attribute do not exist. */
  texts(path: string, name: string): string[];
  /** A dataset of floats; throws FormatError `bad_file` unless it has exactly this shape and all values are finite. */
  read(path: string, shape: readonly number[]): Float32Array;
}

let files = 0;

/**
 * Calls `use` with a reader of the file's bytes. The HDF5 library runs in WebAssembly with a file system in memory, so
 * links in the file cannot reach files of this machine.
 *
 * @param where the file's name, for errors
 * @throws FormatError `bad_file` if the HDF5 library cannot read it, and the errors of `use`
 */
export async function readHdf5<T>(
  bytes: Uint8Array,
  where: string,
  use: (reader: Hdf5Reader) => T,
): Promise<T> {
  return inMemory(bytes, "r", (file) => {
    try {
      return use(readerOf(file, where));
    } catch (error) {
      throw error instanceof FormatError ? error : unreadable(where, error);
    }
  }).catch((error: unknown) => {
    throw error instanceof FormatError ? error : unreadable(where, error);
  });
}

/**
 * Writes an HDF5 file in memory and returns its bytes.
 *
 * @param groups the `name` attribute of each group, by the group's path
 * @param datasets by their paths, as float32; missing groups are created
 */
export async function writeHdf5(
  groups: Readonly<Record<string, string>>,
  datasets: Readonly<Record<string, { shape: number[]; values: Float32Array }>>,
): Promise<Uint8Array> {
  return inMemory(undefined, "w", (file, bytes) => {
    for (const [path, name] of Object.entries(groups)) makeGroup(file, path).create_attribute("name", name);
    for (const [path, { shape, values }] of Object.entries(datasets)) {
      const slash = path.lastIndexOf("/");
      const group = makeGroup(file, path.slice(0, slash));
      group.create_dataset({ name: path.slice(slash + 1), data: values, shape, dtype: "<f4" });
    }
    file.flush();
    return bytes();
  });
}

async function inMemory<T>(
  content: Uint8Array | undefined,
  mode: "r" | "w",
  use: (file: File, bytes: () => Uint8Array) => T,
): Promise<T> {
  // Imported here because loading its four megabytes of WebAssembly takes time.
  const hdf5 = await import("h5wasm");
  const { FS } = await hdf5.ready;
  const path = `/${process.pid}-${files++}.h5`;
  let file: File | undefined;
  try {
    if (content) FS.writeFile(path, content);
    file = new hdf5.File(path, mode);
    return use(file, () => Uint8Array.from(FS.readFile(path)));
  } finally {
    file?.close();
    if (FS.analyzePath(path).exists) FS.unlink(path);
  }
}

function makeGroup(file: File, path: string): Group {
  return path.split("/").reduce<Group>((group, name) => {
    const found = group.get(name);
    return found ? (found as Group) : group.create_group(name);
  }, file);
}

function readerOf(file: File, where: string): Hdf5Reader {
  const bad = (message: string) => new FormatError("bad_file", `${where}: ${message}`);
  const entity = (path: string) => (path === "" ? file : file.get(path)) as { type?: string } | null;
  const group = (path: string) => {
    const found = entity(path);
    return found?.type === "Group" ? (found as Group) : undefined;
  };
  return {
    children: (path) => group(path)?.keys() ?? [],
    text(name) {
      const value = file.attrs[name]?.value;
      return typeof value === "string" ? value : undefined;
    },
    texts(path, name) {
      const value = group(path)?.attrs[name]?.value;
      return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
    },
    read(path, shape) {
      const found = entity(path);
      if (found?.type !== "Dataset") throw bad(`${path} is missing`);
      const dataset = found as Dataset;
      const { metadata } = dataset;
      // Check the shape before reading the values: it limits the memory they need.
      if (metadata.shape?.join() !== shape.join()) {
        throw bad(`${path} has the shape ${quote(metadata.shape)}: expected ${quote(shape)}`);
      }
      const isFloat = metadata.type === H5T_FLOAT && (metadata.size === 4 || metadata.size === 8);
      if (!isFloat || metadata.virtual_sources) throw bad(`${path} is not float32 or float64`);
      const values = Float32Array.from(dataset.value as ArrayLike<number>);
      const wrong = values.findIndex((value) => !Number.isFinite(value));
      if (wrong >= 0) throw bad(`${path} has ${values[wrong]} at ${wrong}: expected finite numbers`);
      return values;
    },
  };
}

const H5T_FLOAT = 1;

function unreadable(where: string, cause: unknown): FormatError {
  const message = `${where} is not an HDF5 file that can be read (truncated or damaged?): save the model again`;
  return new FormatError("bad_file", message, { cause });
}
