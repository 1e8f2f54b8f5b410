import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { commitOf, digestOf } from "../src/origins.ts";
import { REPOSITORY, references, referencesOf } from "../src/pins.ts";
import { readWorkflow, stepsOf } from "./workflow.ts";

const [COMMIT, DIGEST] = ["0".repeat(40), `sha256:${"0".repeat(64)}`];

test("when a file of the repository names an action or an image, then by commit or digest, with its version beside it", async () => {
  const all = references();
  expect(all.filter(({ pin }) => !pin).map(({ at, text }) => `${at}: ${text}`)).toEqual([]);
  const steps = await Promise.all(["ci.yml", "release.yml", "retrain.yml"].map(readWorkflow));
  const uses = steps.flatMap(stepsOf).filter((step) => step.uses);
  expect(all.filter(({ kind }) => kind === "action").length).toBe(uses.length);
  const images = all.filter(({ kind }) => kind === "image").map(({ pin }) => pin!.name);
  expect(images.sort()).toEqual([
    "docker.io/library/node",
    "docker.io/library/python",
    "docker.io/valkey/valkey",
    "docker.io/versity/versitygw",
  ]);
});

test("when the image has a Node, then it is the one that tests run with", async () => {
  const node = references().find(({ pin }) => pin?.name === "docker.io/library/node");
  const version = (await readFile(join(REPOSITORY, ".node-version"), "utf8")).trim();
  expect(node!.pin!.version).toBe(`${version}-slim`);
});

describe("when a reference comes without what it stands for", () => {
  test.each([
    [".github/workflows/a.yml", "      - uses: actions/checkout@v5.0.0"],
    [".github/workflows/a.yml", "      - uses: actions/checkout@main"],
    [".github/workflows/a.yml", `      - uses: actions/checkout@${COMMIT}`],
    [".github/workflows/a.yml", `      - uses: actions/checkout@${COMMIT.slice(1)} # v5.0.0`],
    [".github/workflows/a.yml", `      - { uses: actions/checkout@v5 }`],
    [".github/workflows/a.yml", "      - uses: docker://alpine:3.20"],
    [".github/workflows/a.yml", "    container: node:24"],
    [".github/actions/mine/action.yml", "    - uses: actions/cache@v4"],
    ["docker-compose.yml", "    image: versity/versitygw:v1.8.0"],
    ["docker-compose.yml", `    image: versity/versitygw:v1.8.0@${DIGEST}`],
    ["deploy/compose.dev.yaml", `    image: "docker.io/library/redis:latest@${DIGEST}"`],
    ["docker-compose.yml", "    image: $REDIS_IMAGE"],
    ["Dockerfile", "FROM docker.io/library/node:24-slim AS base"],
    ["Dockerfile", `FROM --platform=linux/amd64 docker.io/library/node@${DIGEST} AS base`],
    ["Dockerfile", "ARG NODE_IMAGE=docker.io/library/node:24-slim"],
    ["Dockerfile", "COPY --chown=0 --from=ghcr.io/astral-sh/uv:0.9.1 /uv /bin/uv"],
    ["Dockerfile", "RUN --mount=type=bind,from=alpine:3.20,target=/x true"],
    ["Dockerfile", "# syntax=docker/dockerfile:1"],
    ["deploy/image/mlflow.Dockerfile", "from python"],
    ["deploy/Dockerfile.mlflow", "FROM python"],
  ])("in %s as %s, then it is found", (file, line) => {
    const found = referencesOf(file, line);
    expect(found.length).toBe(1);
    expect(found[0]).toMatchObject({ at: `${file}:1` });
    expect(found[0]!.pin).toBeUndefined();
  });

  test.each([
    [".github/workflows/a.yml", "      - uses: ./.github/actions/mine"],
    ["Dockerfile", "FROM scratch"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an argument of the Dockerfile
    ["Dockerfile", "FROM ${NODE_IMAGE} AS base\nFROM base AS api\nCOPY --from=base /a /b"],
    ["README.md", "FROM alpine"],
  ])("in %s as %s, then it is one of the repository's own", (file, text) => {
    expect(referencesOf(file, text)).toEqual([]);
  });
});

describe("when a pin is compared with its origin", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "pins-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("then a tag of an action is the commit behind it, and a tag that is missing is an error", async () => {
    const git = async (...args: string[]) =>
      (await promisify(execFile)("git", ["-C", join(folder, "owner/action"), ...args])).stdout.trim();
    await promisify(execFile)("git", ["init", "--quiet", join(folder, "owner/action")]);
    await git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--quiet", "--allow-empty", "-m", "a");
    await git("tag", "v1.0.0");
    await git("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "v1.0.1", "-m", "with a message");
    const commit = await git("rev-parse", "HEAD");
    // git itself asks this folder in the place of GitHub.
    const asked = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: `url.${folder}/.insteadOf` };
    Object.assign(process.env, asked, { GIT_CONFIG_VALUE_0: "https://github.com/" });
    try {
      for (const version of ["v1.0.0", "v1.0.1"]) {
        expect(await commitOf({ name: "owner/action/sub", version, id: COMMIT })).toBe(commit);
      }
      await expect(commitOf({ name: "owner/action", version: "v9.9.9", id: COMMIT })).rejects.toThrow(
        "owner/action has no tag v9.9.9",
      );
    } finally {
      for (const name of [...Object.keys(asked), "GIT_CONFIG_VALUE_0"]) delete process.env[name];
    }
  });

  test("then a tag of an image is the digest that the registry tells after it has given a token", async () => {
    const asked: string[] = [];
    const fetch = (async (url: string, { method = "GET", headers = {} }: RequestInit) => {
      const { authorization } = headers as Record<string, string>;
      asked.push(`${method} ${url} ${authorization ?? "-"}`);
      if (url.startsWith("https://auth.docker.io/")) return Response.json({ token: "t" });
      return authorization === undefined
        ? new Response(null, {
            status: 401,
            headers: {
              "www-authenticate":
                'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/node:pull"',
            },
          })
        : new Response(null, { headers: { "docker-content-digest": DIGEST } });
    }) as typeof globalThis.fetch;
    const pin = { name: "docker.io/library/node", version: "24.21.0-slim", id: DIGEST };
    expect(await digestOf(pin, fetch)).toBe(DIGEST);
    const manifest = "https://registry-1.docker.io/v2/library/node/manifests/24.21.0-slim";
    expect(asked).toEqual([
      `HEAD ${manifest} -`,
      "GET https://auth.docker.io/token?service=registry.docker.io&scope=repository%3Alibrary%2Fnode%3Apull -",
      `HEAD ${manifest} Bearer t`,
    ]);
    const missing = (async () => new Response(null, { status: 404 })) as typeof globalThis.fetch;
    await expect(digestOf(pin, missing)).rejects.toThrow(`${manifest} answers 404`);
  });
});
