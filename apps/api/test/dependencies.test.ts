import { existsSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const API = fileURLToPath(new URL("..", import.meta.url));

/** The folder of a package that `from` depends on, as Node finds it; undefined if it is not installed. */
function findPackage(name: string, from: string): string | undefined {
  for (let dir = from; ; dir = dirname(dir)) {
    const found = join(dir, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return realpathSync(found);
    if (dir === dirname(dir)) return undefined;
  }
}

/** The names of all packages that are installed for `folder` in production. */
function productionPackages(folder: string): Set<string> {
  const names = new Set<string>();
  const seen = new Set<string>();
  const visit = (dir: string) => {
    if (seen.has(dir)) return;
    seen.add(dir);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(dir, "package.json"), "utf8"),
    );
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = findPackage(name, dir);
      if (found === undefined) continue;
      names.add(name);
      visit(found);
    }
  };
  visit(folder);
  return names;
}

test("when the API is installed for production, then no other server and nothing for chat programs comes with it", () => {
  const names = productionPackages(API);
  // The walk reaches what it should: direct, in a package of this repository, and below a library.
  for (const name of ["express", "yahoo-finance2", "@aws-sdk/client-s3", "tough-cookie"])
    expect(names).toContain(name);
  const others =
    /^(@modelcontextprotocol\/|@hono\/|hono$|jose$|fastify$|koa$|eventsource|express-rate-limit$|fetch-mock)/;
  expect([...names].filter((name) => others.test(name))).toEqual([]);
});
