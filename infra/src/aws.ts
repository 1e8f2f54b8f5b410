import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readSettings, SettingsError } from "./settings.ts";

/**
 * `pnpm aws:login`, `aws:push`, `aws:deploy`: says every command before it runs it, and runs none without credentials.
 * DOCKER names another builder, podman for example.
 */
const USAGE =
  "expected login, push or deploy [--foundation] [--tag COMMIT], each with or without --dry-run and --settings FILE";
const HELP = `usage: pnpm aws:login | aws:push [--tag COMMIT] | aws:deploy [--foundation | --tag COMMIT], each with or without --dry-run and --settings FILE

  aws:login   lets docker push to the account's registry for twelve hours
  aws:push    builds the images of the API, the trainer and, with a fleet, the worker; pushes them, named after the commit
  aws:deploy  deploys both stacks: registry, bucket and keys; then the service

  --foundation     deploys the first stack alone
  --tag COMMIT     takes the images of COMMIT instead of the checked out commit
  --dry-run        prints the commands, runs none, and needs no account
  --settings FILE  reads FILE instead of infra/settings.json

DOCKER names another builder, such as podman.
`;
const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const DOCKER = process.env.DOCKER || "docker";

/** Why nothing more is done, for a person. */
class Refusal extends Error {}

interface Step {
  title: string;
  command: string[];
  /** A command whose output the step reads. */
  from?: string[];
}

try {
  main();
} catch (error) {
  if (!(error instanceof Refusal || error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function main(): void {
  const flags = readFlags();
  if (flags === "help") {
    process.stdout.write(HELP);
    return;
  }
  const { name, tag: given, foundation, dryRun, settings } = flags;
  // Before anything is done: settings that leave open who may listen in are refused.
  const { region, fleet } = readSettings(settings);
  const targets = ["api", "train", ...(fleet ? ["worker"] : [])];
  const account = dryRun ? "ACCOUNT" : callersAccount();
  const registry = `${account}.dkr.ecr.${region}.amazonaws.com`;
  const steps = {
    login: () => login(registry, region),
    push: () => push(registry, targets, given ?? commit({ clean: !dryRun })),
    deploy: () => deploy(region, settings, foundation ? undefined : (given ?? commit())),
  }[name]();
  for (const step of steps) {
    process.stdout.write(
      `${step.title}\n  $ ${[step.from, step.command].flatMap((c) => c?.join(" ") ?? []).join(" | ")}\n`,
    );
    if (!dryRun) run(step);
  }
}

/** The step and its flags, or "help" if that is asked for. */
function readFlags() {
  const { values, positionals } = tryTo(
    () =>
      parseArgs({
        allowPositionals: true,
        options: {
          tag: { type: "string" },
          foundation: { type: "boolean", default: false },
          settings: {
            type: "string",
            default: fileURLToPath(new URL("../settings.json", import.meta.url)),
          },
          "dry-run": { type: "boolean", default: false },
          help: { type: "boolean", short: "h" },
        },
      }),
    (error) => `${error.message.split(". ")[0]}: ${USAGE}`,
  );
  if (values.help) return "help";
  const [name] = positionals;
  if (name !== "login" && name !== "push" && name !== "deploy")
    throw new Refusal(`"${name ?? ""}": ${USAGE}`);
  const { tag, foundation, "dry-run": dryRun, settings } = values;
  return { name, tag, foundation, dryRun, settings } as const;
}

function login(registry: string, region: string): Step[] {
  return [
    {
      title: "Lets docker push to the account's registry for twelve hours",
      from: ["aws", "ecr", "get-login-password", "--region", region],
      command: [DOCKER, "login", "--username", "AWS", "--password-stdin", registry],
    },
  ];
}

function push(registry: string, targets: readonly string[], tag: string): Step[] {
  return targets.flatMap((target) => {
    const image = `${registry}/lstm-predict/${target}:${tag}`;
    const build = ["--platform", "linux/amd64", "--target", target, "--build-arg", `REVISION=${tag}`];
    return [
      { title: `Builds ${target}`, command: [DOCKER, "build", ...build, "--tag", image, "."] },
      { title: `Pushes ${target}`, command: [DOCKER, "push", image] },
    ];
  });
}

function deploy(region: string, settings: string, tag: string | undefined): Step[] {
  const stack = (name: string, ...more: string[]) => [
    "aws",
    "cloudformation",
    "deploy",
    "--region",
    region,
    "--stack-name",
    `lstm-predict-${name}`,
    "--template-file",
    `infra/cdk.out/lstm-predict-${name}.template.json`,
    "--capabilities",
    "CAPABILITY_IAM",
    "--no-fail-on-empty-changeset",
    ...more,
  ];
  const steps = [
    { title: "Writes the templates", command: ["node", "infra/src/main.ts", settings] },
    { title: "Images, bundles, keys", command: stack("foundation") },
  ];
  if (tag === undefined) return steps;
  const service = stack("service", "--parameter-overrides", `ImageTag=${tag}`);
  return [...steps, { title: `The service, with the images of ${tag}`, command: service }];
}

function run({ command, from }: Step): void {
  const input = from && spawnSync(from[0]!, from.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
  if (input && input.status !== 0) throw new Refusal(`${from[0]} failed: nothing more is done`);
  const [program, ...args] = command;
  const { status, error } = spawnSync(program!, args, {
    cwd: REPOSITORY,
    stdio: [input ? "pipe" : "ignore", "inherit", "inherit"],
    ...(input && { input: input.stdout }),
  });
  if (error)
    throw new Refusal(
      `${program} cannot be run (${(error as NodeJS.ErrnoException).code}): is it installed?`,
    );
  if (status !== 0) throw new Refusal(`${program} ended with ${status}: nothing more is done`);
}

/** The account that the credentials are of. */
function callersAccount(): string {
  return tryTo(
    () => output("aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text"),
    ({ code }) =>
      code === "ENOENT"
        ? "aws cannot be run: install the AWS CLI, version 2"
        : "no AWS credentials that work: run aws configure sso, or set AWS_PROFILE (--dry-run shows what would be done)",
  );
}

/** The commit that images are named after; with changes beside it the name would lie. */
function commit({ clean = false } = {}): string {
  if (clean && output("git", "status", "--porcelain") !== "") {
    throw new Refusal(
      "there are changes that no commit has: commit them, the image is named after its commit",
    );
  }
  return output("git", "rev-parse", "--short=12", "HEAD");
}

function output(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    cwd: REPOSITORY,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

function tryTo<T>(work: () => T, explain: (error: NodeJS.ErrnoException) => string): T {
  try {
    return work();
  } catch (error) {
    throw new Refusal(explain(error as NodeJS.ErrnoException));
  }
}
