import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A notebook of version 4, as far as it matters here. */
export interface Notebook {
  cells: Cell[];
  metadata: object;
}

/** A cell; a text is an array of lines, or one string. */
export interface Cell {
  id: string;
  cell_type: "code" | "markdown";
  metadata: object;
  source: string | string[];
  execution_count?: number;
  outputs?: Output[];
}

export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: string | string[] }
  | { output_type: "display_data" | "execute_result"; data: Record<string, string | string[]> }
  | { output_type: "error"; ename: string; evalue: string };

/** The text of an output, or of a cell. */
export const textOf = (text: string | string[]) => [text].flat().join("");

/** The kernel sends what is printed in parts, which depend on the time: joins them. */
function withWholeStreams({ outputs, ...cell }: Cell): Cell {
  if (!outputs) return cell;
  const joined: Output[] = [];
  for (const output of outputs) {
    const before = joined.at(-1);
    if (output.output_type === "stream" && before?.output_type === "stream" && before.name === output.name)
      before.text = textOf(before.text) + textOf(output.text);
    else joined.push(output);
  }
  return { ...cell, outputs: joined };
}

const here = import.meta.dirname;
export const NOTEBOOK = join(here, "../notebook.ipynb");

/** Reads the committed notebook. */
export const readNotebook = async (path = NOTEBOOK): Promise<Notebook> =>
  JSON.parse(await readFile(path, "utf8"));

/** Runs the notebook from its folder, in Deno's kernel; returns it with its outputs. Rejects if a cell throws. */
export async function executeNotebook(): Promise<Notebook> {
  const folder = await mkdtemp(join(tmpdir(), "notebook-"));
  try {
    const kernel = join(folder, "kernels/deno");
    await mkdir(kernel, { recursive: true });
    // Not the program in node_modules/.bin, which would start it as a process of its own.
    const argv = [join(here, "node_modules/deno/deno"), "jupyter", "--kernel", "--conn", "{connection_file}"];
    const spec = { argv, display_name: "Deno", language: "typescript" };
    await writeFile(join(kernel, "kernel.json"), JSON.stringify(spec));
    const executed = join(folder, "executed.ipynb");
    const env = {
      ...process.env,
      NODE_OPTIONS: "",
      JUPYTER_PATH: folder,
      DENO_DIR: join(folder, "deno"),
      DENO_NO_UPDATE_CHECK: "1",
    };
    const args = [`--output=${executed}`, NOTEBOOK];
    await promisify(execFile)(join(here, ".venv/bin/jupyter-execute"), args, { env });
    const { cells, ...notebook } = await readNotebook(executed);
    return { ...notebook, cells: cells.map(withWholeStreams) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
