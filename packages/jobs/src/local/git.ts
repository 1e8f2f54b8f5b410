import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Commit and branch of the code in a folder; empty without git or a repository. */
export async function gitOf(folder: string): Promise<{ commit?: string; branch?: string }> {
  try {
    const args = ["rev-parse", "HEAD", "--abbrev-ref", "HEAD"];
    const { stdout } = await promisify(execFile)("git", args, { cwd: folder, timeout: 5000 });
    const [commit, branch] = stdout.trim().split("\n") as [string, string];
    return { commit, ...(branch !== "HEAD" && { branch }) };
  } catch {
    return {};
  }
}
