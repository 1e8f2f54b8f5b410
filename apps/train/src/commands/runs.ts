import type { Command } from "commander";
import type { Terminal } from "../terminal/terminal.ts";
import { addBestCommand } from "./runs/best.ts";
import { addCompareCommand } from "./runs/compare.ts";
import { addListCommand } from "./runs/list.ts";
import { addSyncCommand } from "./runs/sync.ts";

export function addRunsCommand(program: Command, terminal: Terminal): void {
  const runs = program.command("runs").description("list and compare the trainings so far");
  addListCommand(runs, terminal);
  addCompareCommand(runs, terminal);
  addBestCommand(runs, terminal);
  addSyncCommand(runs, terminal);
}
