import { existsSync, readdirSync, readFileSync } from "node:fs";

/** What floors.json says. A package's or an app's name is that of its folder. */
export interface Floors {
  /** Packages by floor, the lowest first. */
  floors: string[][];
  apps: string[];
  /** Libraries that print, draw or read options: for apps only. */
  terminal: string[];
  /** Files of packages that are commands, and may use those libraries. */
  commands: string[];
}

/**
 * Reads floors.json and compares its names with the packages and apps of the repository `root`.
 *
 * @throws Error if one is not named exactly once, or a name has no folder
 */
export function readFloors(root: string): Floors {
  const floors: Floors = JSON.parse(readFileSync(new URL("../floors.json", import.meta.url), "utf8"));
  compare(`${root}/packages`, floors.floors.flat());
  compare(`${root}/apps`, floors.apps);
  return floors;
}

function compare(dir: string, names: string[]): void {
  const folders = readdirSync(dir).filter((folder) => existsSync(`${dir}/${folder}/package.json`));
  const unnamed = folders.filter((folder) => !names.includes(folder));
  const missing = names.filter((name) => !folders.includes(name));
  const repeated = names.filter((name, k) => names.indexOf(name) !== k);
  const faults = [
    ...unnamed.map((name) => `${name} is not named`),
    ...missing.map((name) => `${name} is named and has no folder`),
    ...repeated.map((name) => `${name} is named twice`),
  ];
  if (faults.length > 0) throw new Error(`floors.json does not fit ${dir}: ${faults.join(", ")}`);
}
