import { readFile } from "node:fs/promises";
import { atRoot } from "../paths.ts";
import { describeSteps, readSteps } from "./steps.ts";
import { drawHouse, type Floor } from "./svg.ts";

const FLOORS = "tooling/walls/floors.json";
const PAGE = "docs/path-of-a-forecast.md";
/** Where the picture is kept. */
export const HOUSE = "docs/pictures/house.svg";

/** The picture of apps and packages by floor, with the numbers of the steps of a forecast's path. */
export async function describeHouse(): Promise<string> {
  const { floors, apps }: { floors: string[][]; apps: string[] } = JSON.parse(await read(FLOORS));
  const steps = readSteps(await read(PAGE));
  const describe = async (label: string, parent: string, names: readonly string[]): Promise<Floor> => ({
    label,
    rooms: await Promise.all(
      names.map(async (name) => {
        const folder = `${parent}/${name}`;
        const { description } = JSON.parse(await read(`${folder}/package.json`));
        return { name, description, steps: describeSteps(steps.get(folder) ?? []) };
      }),
    ),
  });
  const packages = floors.map((names, floor) => describe(`floor ${floor}`, "packages", names));
  return drawHouse(
    await Promise.all([describe("apps", "apps", apps), ...packages.reverse()]),
    "A package imports from lower floors only. Blue: the steps of the path that begin in this package.",
  );
}

function read(path: string): Promise<string> {
  return readFile(atRoot(path), "utf8");
}
