import { writeFile } from "node:fs/promises";
import { executeNotebook, NOTEBOOK, readNotebook } from "./execute.ts";

// `pnpm --filter examples notebook`: runs the notebook and keeps its outputs in it, without the times of the cells.
const { cells, ...notebook } = await readNotebook();
const executed = await executeNotebook();
const results = new Map(
  executed.cells.map(({ id, outputs, execution_count }) => [id, { execution_count, outputs }]),
);
const kept = cells.map((cell) => (cell.cell_type === "code" ? { ...cell, ...results.get(cell.id) } : cell));
await writeFile(NOTEBOOK, `${JSON.stringify({ cells: kept, ...notebook }, undefined, 1)}\n`);
