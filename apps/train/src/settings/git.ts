import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { paths } from "./paths.ts";

/** Commit and branch of the running code; empty without git or a repository. */
export async function currentGit(): Promise<{ commit?: string; branch?: string }> {
  const git = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)("git", args, { cwd: paths.repository, timeout: 5000 });
    return stdout.trim();
  };
  try {
    const [commit, branch] = [await git("rev-parse", "HEAD"), await git("rev-parse", "--abbrev-ref", "HEAD")];
    return { commit, ...(branch !== "HEAD" && { branch }) };
  } catch {
    return {};
  }
}
