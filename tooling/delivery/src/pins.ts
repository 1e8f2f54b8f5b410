import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));

/** Code from elsewhere that a file of the repository names: an action of GitHub, or an image. */
export interface Reference {
  kind: "action" | "image";
  /** `file:line` */
  at: string;
  /** As it is written, with the comment behind an action. */
  text: string;
  /** Undefined: whoever owns the name may replace what it stands for. */
  pin?: Pin;
}

export interface Pin {
  /** `actions/checkout`, `docker.io/library/node` */
  name: string;
  /** `v5.0.0`, `24.21.0-slim` */
  version: string;
  /** The commit, 40 hex digits; or the digest, `sha256:` and 64. */
  id: string;
}

const ACTION = /^(?<name>[\w.-]+\/[\w./-]+)@(?<id>[0-9a-f]{40}) # (?<version>v\d+\.\d+\.\d+)$/;
const IMAGE =
  /^(?<name>[a-z0-9.-]+\.[a-z]+\/[\w./-]+):(?<version>v?\d+\.\d+[\w.-]*)@(?<id>sha256:[0-9a-f]{64})$/;

/** Every reference of the files that are tracked or would be. */
export function references(): Reference[] {
  const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: REPOSITORY,
    encoding: "utf8",
  }).split("\0");
  return files
    .filter((file) => READERS.some(({ files }) => files.test(file)))
    .flatMap((file) => referencesOf(file, readFileSync(join(REPOSITORY, file), "utf8")));
}

/** The references of one file; of a kind of file that has none, an empty list. */
export function referencesOf(file: string, text: string): Reference[] {
  return READERS.filter(({ files }) => files.test(file)).flatMap(({ kind, pattern, local }) => {
    const isLocal = local(text);
    return text.split("\n").flatMap((line, index) => {
      const found = pattern
        .exec(line)
        ?.slice(1)
        .find((group) => group !== undefined);
      const reference = found?.replaceAll(/["']/g, "").trim();
      if (!reference || isLocal(reference)) return [];
      const pin = (kind === "action" ? ACTION : IMAGE).exec(reference)?.groups as Pin | undefined;
      return [{ kind, at: `${file}:${index + 1}`, text: reference, ...(pin && { pin: { ...pin } }) }];
    });
  });
}

interface Reader {
  files: RegExp;
  kind: Reference["kind"];
  /** The group that matches is the reference. */
  pattern: RegExp;
  /** Says which references are to something of the repository itself. */
  local(text: string): (reference: string) => boolean;
}

const WORKFLOW = /(^|\/)\.github\/.*\.ya?ml$/;

const READERS: Reader[] = [
  {
    files: WORKFLOW,
    kind: "action",
    pattern: /\buses:\s*(.+)$/,
    local: () => (reference) => reference.startsWith("./"),
  },
  {
    files: new RegExp(`${WORKFLOW.source}|(^|/)[\\w.-]*compose[\\w.-]*\\.ya?ml$`),
    kind: "image",
    pattern: /^\s*(?:-\s+)?(?:image|container):\s*(.+)$/,
    // What the compose file builds itself.
    local: (text) => (reference) => reference.startsWith("lstm-predict-") && text.includes("build:"),
  },
  {
    files: /(^|\/|\.)(Dockerfile|Containerfile)[\w.-]*$/i,
    kind: "image",
    // Also an image that is copied from or mounted, the default of an argument that names one, and the file's parser.
    pattern:
      /^\s*(?:FROM\s+(?:--\S+\s+)*|ARG\s+\w*IMAGE=|COPY\s+(?:.*\s)?--from=|RUN\s+.*\bfrom=)([^\s,]+)|^#\s*syntax=(\S+)/i,
    local: (text) => {
      const stages = [...text.matchAll(/^\s*FROM\s.*\sAS\s+(\S+)/gim)].map(([, stage]) => stage);
      // The default of an argument is a reference itself.
      return (reference) =>
        stages.includes(reference) || reference === "scratch" || /^\$\{?\w+\}?$/.test(reference);
    },
  },
];
