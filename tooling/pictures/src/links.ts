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

/** The anchors of a page: those that it names, and those that GitHub gives its headings. */
export function anchorsOf(page: string): string[] {
  const text = withoutCode(page);
  const named = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!);
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return [...named, ...headings];
}

function withoutCode(page: string): string {
  return page.replace(/^```.*?^```$/gms, "");
}
