import { gitOf } from "@lstm-predict/jobs/git";
import { paths } from "./paths.ts";

/** Commit and branch of the running code; empty without git or a repository. */
export const currentGit = () => gitOf(paths.repository);
