import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { paths } from "./paths.ts";

/** Commit and branch of the running code; empty without git or a repository. */
export async function currentGit(): Promise<{ commit?: string; branch?: string }> {
  try {
    const args = ["rev-parse", "HEAD", "--abbrev-ref", "HEAD"];
    const { stdout } = await promisify(execFile)("git", args, { cwd: paths.repository, timeout: 5000 });
    const [commit, branch] = stdout.trim().split("\n") as [string, string];
    return { commit, ...(branch !== "HEAD" && { branch }) };
  } catch {
    return {};
  }
}
