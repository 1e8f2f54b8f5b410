import { globSync } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { anchorsOf, linksOf } from "../src/links.ts";
import { atRoot } from "../src/paths.ts";

const read = (page: string) => readFile(atRoot(page), "utf8");
const pages = globSync(["*.md", "docs/*.md", "{apps,packages,tooling}/*/README.md"], { cwd: atRoot(".") });

test("when the pages are looked for, then those of every folder are there", () => {
  expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/README.md", "packages/bars/README.md"]));
});

test.each(pages)("when the links of %s are followed, then file and heading are there", async (page) => {
  const broken: string[] = [];
  for (const { path, anchor } of linksOf(await read(page))) {
    const target = path ? join(dirname(page), path) : page;
    const isThere = await access(atRoot(target)).then(
      () => true,
      () => false,
    );
    const hasAnchor = isThere && (!anchor || anchorsOf(await read(target)).includes(anchor));
    if (!hasAnchor) broken.push(anchor ? `${path}#${anchor}` : path);
  }
  expect(broken).toEqual([]);
});

describe("links and headings", () => {
  test("when a page has links, pictures, addresses and code, then only what leads into the repository is a link", () => {
    const page = "[a](b.md#c-d) ![p](p.png) [w](https://w.org) [here](#top)\n```\n[no](no.md)\n```\n";
    expect(linksOf(page)).toEqual([
      { path: "b.md", anchor: "c-d" },
      { path: "p.png", anchor: "" },
      { path: "", anchor: "top" },
    ]);
  });

  test("when a heading has marks, code and a link, then its anchor is GitHub's", () => {
    expect(anchorsOf("# A: `b`, c's\n## 12. [Gate](x.md) (old_one)\n")).toEqual([
      "a-b-cs",
      "12-gate-old_one",
    ]);
  });

  test("when a page names an anchor, then it is one", () => {
    expect(anchorsOf('<a id="old-name"></a>\n\n## New name\n')).toEqual(["old-name", "new-name"]);
  });
});
