import type { File, Group } from "h5wasm";
import { inMemory } from "./library.ts";

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
  return inMemory(undefined, "w", (file, _library, bytes) => {
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

function makeGroup(file: File, path: string): Group {
  return path.split("/").reduce<Group>((group, name) => {
    const found = group.get(name);
    return found ? (found as Group) : group.create_group(name);
  }, file);
}
