import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Pin } from "./pins.ts";

/** The commit that a tag of an action names today. Rejects if GitHub cannot be reached or has no such tag. */
export async function commitOf({ name, version }: Pin): Promise<string> {
  // An action may be in a folder of its repository.
  const repository = name.split("/").slice(0, 2).join("/");
  const tag = `refs/tags/${version}`;
  const { stdout } = await promisify(execFile)(
    "git",
    ["ls-remote", `https://github.com/${repository}`, tag, `${tag}^{}`],
    { timeout: 60_000, env: { ...process.env, GIT_TERMINAL_PROMPT: "0" } },
  );
  // A tag with a message is an object of its own; the line with ^{} is the commit behind it.
  const commit = stdout.trim().split("\n").at(-1)!.split("\t")[0];
  if (!commit) throw new Error(`${repository} has no tag ${version}`);
  return commit;
}

const MANIFESTS = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** The digest that a tag of an image names today. Rejects if the registry cannot be reached or has no such tag. */
export async function digestOf({ name, version }: Pin, fetch = globalThis.fetch): Promise<string> {
  const [host, ...path] = name.split("/");
  const registry = host === "docker.io" ? "registry-1.docker.io" : host;
  const url = `https://${registry}/v2/${path.join("/")}/manifests/${version}`;
  const ask = (headers: Record<string, string> = {}) =>
    fetch(url, {
      method: "HEAD",
      headers: { accept: MANIFESTS.join(", "), ...headers },
      signal: AbortSignal.timeout(60_000),
    });
  let answer = await ask();
  if (answer.status === 401) {
    const token = await anonymousToken(answer.headers.get("www-authenticate") ?? "", fetch);
    answer = await ask({ authorization: `Bearer ${token}` });
  }
  const digest = answer.headers.get("docker-content-digest");
  if (!answer.ok || !digest) throw new Error(`${url} answers ${answer.status}`);
  return digest;
}

/** A token for the public images of a registry, from where its challenge says. */
async function anonymousToken(challenge: string, fetch: typeof globalThis.fetch): Promise<string> {
  const { realm, ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key!, value!]),
  );
  if (!realm)
    throw new Error(`the registry asks for ${JSON.stringify(challenge)}, which is no token's address`);
  const answer = await fetch(`${realm}?${new URLSearchParams(query)}`, {
    signal: AbortSignal.timeout(60_000),
  });
  const { token, access_token } = (await answer.json()) as { token?: string; access_token?: string };
  return token ?? access_token ?? "";
}
