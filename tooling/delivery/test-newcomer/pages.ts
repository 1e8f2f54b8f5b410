/** One command from the `sh` blocks of a page. */
export interface Command {
  page: string;
  /** Without its comment. */
  text: string;
  /** What the comment names: D - a Docker engine, S - systemd, A - an AWS account, G - GitHub. */
  needs: string[];
}

/** The commands in the `sh` blocks of a Markdown page, in order; a command with a here-document has several lines. */
export function commandsOf(page: string, markdown: string): Command[] {
  const blocks = [...markdown.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block!.trimEnd());
  return blocks.flatMap(joinHereDocuments).map((line) => {
    const comment = /\s+#\s[^'"\n]*$/.exec(line)?.[0] ?? "";
    const needs = [...comment.matchAll(/\(([DSAG])\)/g)].map(([, need]) => need!);
    return { page, text: line.slice(0, line.length - comment.length), needs };
  });
}

function joinHereDocuments(block: string): string[] {
  return block.match(/^.*<<(\w+)\n(?:.*\n)*?\1$|^.+$/gm) ?? [];
}

/** The names that `pnpm NAME` stands with in a page, outside of blocks as well. */
export function pnpmNames(markdown: string): string[] {
  return [...markdown.matchAll(/`pnpm ([a-z][\w:-]*)/g)].map(([, name]) => name!);
}
