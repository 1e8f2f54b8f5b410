/** A link of a Markdown page to a file of the repository. */
export interface Link {
  /** Relative to the page's folder; empty for the page itself. */
  path: string;
  /** What follows the #; empty without one. */
  anchor: string;
}

/** The links and pictures of a page that lead into the repository; code is skipped. */
export function linksOf(page: string): Link[] {
  const targets = [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets
    .filter((target) => !/^\w+:/.test(target))
    .map((target) => {
      const [path, anchor = ""] = target.split("#");
      return { path: path!, anchor };
    });
}

/** The anchors that GitHub gives a page's headings. */
export function anchorsOf(page: string): string[] {
  const headings = [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
  return headings.map((heading) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function withoutCode(page: string): string {
  return page.replace(/^```.*?^```$/gms, "");
}
