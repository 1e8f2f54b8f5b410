import type { IConfiguration, IForbiddenRuleType } from "dependency-cruiser";
import { readFloors } from "./floors.ts";

const { floors, apps, terminal, commands } = readFloors(process.cwd());

/**
 * A package on floor `k` imports itself (`$1`) and packages on the floors below. An import that package.json does not allow
 * leads to no file: it is judged by the name.
 */
function floorRule(floor: string[], k: number): IForbiddenRuleType {
  const below = floors.slice(0, k).flat();
  return {
    name: "lower-floors-only",
    comment: "A package imports only packages on lower floors of tooling/walls/floors.json.",
    severity: "error",
    from: { path: `^packages/(${floor.join("|")})/src/` },
    to: {
      path: "^(packages|apps|@lstm-predict)/",
      pathNot: ["^packages/$1/", ...below.map((name) => `^(packages|@lstm-predict)/${name}(/|$)`)],
    },
  };
}

/** An app imports itself and packages. */
function appRule(app: string): IForbiddenRuleType {
  return {
    name: "apps-stand-alone",
    comment: "Apps do not import one another: move what two apps need to a package.",
    severity: "error",
    from: { path: `^apps/${app}/` },
    to: { path: "^apps/", pathNot: `^apps/${app}/` },
  };
}

const rules: IForbiddenRuleType[] = [
  ...floors.map(floorRule),
  ...apps.map(appRule),
  {
    name: "no-circles",
    comment: "Files do not import one another: move what both need, often a type, to a file of its own.",
    severity: "error",
    from: {},
    to: { circular: true },
  },
  {
    name: "src-without-tests",
    comment: "Programs run without tests, tooling and infra.",
    severity: "error",
    from: { path: "^(apps|packages)/[^/]+/src/" },
    to: { path: ["^(apps|packages)/[^/]+/test[^/]*/", "^(tooling|infra)/"] },
  },
  {
    name: "no-terminal-in-packages",
    comment: "A package neither prints nor reads the command line: apps do.",
    severity: "error",
    from: { path: "^packages/[^/]+/src/", pathNot: commands.map((file) => `^${file}$`) },
    to: { path: `node_modules/(${terminal.join("|")})/` },
  },
  {
    name: "resolvable",
    comment: "The file does not exist, or package.json does not name the package.",
    severity: "error",
    from: { path: "^(apps|packages|tooling)/.*[.]ts$" },
    to: { couldNotResolve: true },
  },
];

export default {
  forbidden: rules,
  options: {
    parser: "tsc",
    // Imports of types count.
    tsPreCompilationDeps: true,
    // All of it is ES modules: a function called `require` is not an import.
    moduleSystems: ["es6"],
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(apps|packages|tooling|infra)/.*/([.]venv|dist|fixtures)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
    },
  },
} satisfies IConfiguration;
