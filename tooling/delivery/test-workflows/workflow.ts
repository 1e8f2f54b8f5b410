import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parse } from "yaml";

export const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));

/** A step of a workflow. */
export interface Step {
  name?: string;
  id?: string;
  uses?: string;
  run?: string;
  if?: string;
  env?: Record<string, string>;
  with?: Record<string, unknown>;
}

interface Job {
  steps: Step[];
  strategy?: object;
  needs?: string | string[];
  if?: string;
  permissions?: Record<string, string>;
}

interface Workflow {
  on: { schedule?: { cron: string }[] };
  concurrency: { group: string; "cancel-in-progress": boolean };
  permissions?: Record<string, string>;
  jobs: Record<string, Job>;
}

/** Reads a workflow of .github/workflows. */
export async function readWorkflow(name: string): Promise<Workflow> {
  return parse(await readFile(join(REPOSITORY, ".github/workflows", name), "utf8"));
}

/** The steps of all jobs, in order. */
export function stepsOf({ jobs }: Workflow): Step[] {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

/** Replaces `${{ expressions }}` by the values of a test; throws if the test has no value for one. */
function substitute(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\$\{\{ *(.*?) *\}\}/g, (_, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`the test has no value for \${{ ${expression} }}`);
    return value;
  });
}

/** Runs the command of a step like GitHub: with bash, in `cwd` (the repository), with files for outputs and the summary. */
export async function runStep(
  step: Step,
  {
    values,
    env,
    folder,
    cwd = REPOSITORY,
  }: { values: Record<string, string>; env: NodeJS.ProcessEnv; folder: string; cwd?: string },
) {
  const script = join(folder, "step.sh");
  const [outputs, summary] = [join(folder, "outputs"), join(folder, "summary.md")];
  await writeFile(script, substitute(step.run!, values));
  for (const file of [outputs, summary]) await writeFile(file, "");
  const variables = Object.entries(step.env ?? {}).map(([name, text]) => [name, substitute(text, values)]);
  const {
    stdout,
    stderr,
    code = 0,
  } = await promisify(execFile)("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
    cwd,
    env: { ...env, ...Object.fromEntries(variables), GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary },
  }).catch((failed) => failed);
  return {
    stdout,
    stderr,
    code,
    outputs: await readFile(outputs, "utf8"),
    summary: await readFile(summary, "utf8"),
  };
}
