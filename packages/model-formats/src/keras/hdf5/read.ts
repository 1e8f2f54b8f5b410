import { quote } from "@lstm-predict/checks";
import type { Attribute, Dataset, File, Group, Metadata } from "h5wasm";
import { FormatError } from "../../errors.ts";
import { inMemory, type Library, withoutFiles } from "./library.ts";

/** Reads an HDF5 file. Paths are relative to its root. What is in other files, by a link or as external storage, is refused. */
export interface Hdf5Reader {
  /** The names in a group; empty if the group does not exist. */
  children(path: string): string[];
  /** A text attribute of the root, or undefined. */
  text(name: string): string | undefined;
  /** The texts of an array attribute of a group; empty if group or attribute do not exist. */
  texts(path: string, name: string): string[];
  /**
   * A dataset of floats.
   *
   * @throws FormatError `bad_file` unless it has exactly this shape, all values are finite, and all of it is in the file;
   * `too_large` if all datasets read so far state more bytes than the file has
   */
  read(path: string, shape: readonly number[]): Float32Array;
}

/**
 * Calls `use` with a reader of the file's bytes. While `use` runs, the library can open no further file.
 *
 * @param where the file's name, for errors
 * @throws FormatError `bad_file` if the HDF5 library cannot read it, and the errors of `use`
 */
export async function readHdf5<T>(
  bytes: Uint8Array,
  where: string,
  use: (reader: Hdf5Reader) => T,
): Promise<T> {
  return inMemory(bytes, "r", (file, library) =>
    withoutFiles(library, (others) => use(readerOf(file, library, others, bytes.byteLength, where))),
  ).catch((error: unknown) => {
    throw error instanceof FormatError ? error : unreadable(where, error);
  });
}

function readerOf(
  file: File,
  library: Library,
  others: readonly string[],
  length: number,
  where: string,
): Hdf5Reader {
  let left = length;
  const bad = (message: string) => new FormatError("bad_file", `${where}: ${message}`);
  const entity = (path: string) => (path === "" ? file : file.get(path)) as { type?: string } | null;
  const group = (path: string) => {
    const found = entity(path);
    return found?.type === "Group" ? (found as Group) : undefined;
  };
  return {
    children: (path) => group(path)?.keys() ?? [],
    text(name) {
      const value = attributeOf(file.attrs[name], length);
      return typeof value === "string" ? value : undefined;
    },
    texts(path, name) {
      const value = attributeOf(group(path)?.attrs[name], length);
      return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
    },
    read(path, shape) {
      const found = entity(path);
      if (found?.type !== "Dataset") throw bad(`${path} is ${elsewhere(others) ?? "missing"}`);
      const dataset = found as Dataset;
      const { metadata } = dataset;
      // Check the shape before reading the values: it limits the memory they need.
      if (metadata.shape?.join() !== shape.join()) {
        throw bad(`${path} has the shape ${quote(metadata.shape)}: expected ${quote(shape)}`);
      }
      const isFloat = metadata.type === H5T_FLOAT && (metadata.size === 4 || metadata.size === 8);
      if (!isFloat || metadata.virtual_sources) throw bad(`${path} is not float32 or float64`);
      if (dataset.filters.length > 0)
        throw bad(`${path} is compressed: expected weights as Keras saves them`);
      left -= bytesOf(metadata);
      if (left < 0) {
        throw new FormatError("too_large", `${where} states more weights than its ${length} bytes can hold`);
      }
      const values = floatsOf(dataset, library);
      if (!values) throw bad(`${path} is ${elsewhere(others) ?? "damaged: it cannot be read"}`);
      const wrong = values.findIndex((value) => !Number.isFinite(value));
      if (wrong >= 0) throw bad(`${path} has ${values[wrong]} at ${wrong}: expected finite numbers`);
      return values;
    },
  };
}

const H5T_FLOAT = 1;

/** Where a dataset is that is not in the file, for a message. */
function elsewhere([other]: readonly string[]): string | undefined {
  return other === undefined ? undefined : `in another file, ${quote(other)}: expected a model in one file`;
}

const bytesOf = ({ size, total_size: count }: Metadata) => size * count;

/** The value of an attribute, unless it states more bytes than the file has. */
function attributeOf(attribute: Attribute | undefined, length: number) {
  return attribute && bytesOf(attribute.metadata) <= length ? attribute.value : undefined;
}

/** Reads all values; undefined if the library fails, where `dataset.value` would be whatever the memory held before. */
function floatsOf({ file_id: id, path, metadata }: Dataset, library: Library): Float32Array | undefined {
  const { size, total_size: count } = metadata;
  const at = library._malloc(size * count);
  try {
    if (library.get_dataset_data(id, path, null, null, null, BigInt(at)) < 0) return undefined;
    // The library has converted them to the machine's byte order.
    const { buffer } = library.HEAPU8.slice(at, at + size * count);
    return size === 4 ? new Float32Array(buffer) : Float32Array.from(new Float64Array(buffer));
  } finally {
    library._free(at);
  }
}

function unreadable(where: string, cause: unknown): FormatError {
  const message = `${where} is not an HDF5 file that can be read (truncated or damaged?): save the model again`;
  return new FormatError("bad_file", message, { cause });
}
