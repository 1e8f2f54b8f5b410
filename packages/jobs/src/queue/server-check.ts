import type { PeerAddress } from "@lstm-predict/checks";
import type { Redis } from "ioredis";
import { JobError } from "../errors.ts";

/**
 * Refuses a server that would lose jobs, or takes none: a replica, or one that evicts keys.
 *
 * @throws JobError `queue_unfit`
 */
export async function checkServer(redis: Redis, address: PeerAddress): Promise<void> {
  const info = String(await redis.info());
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const refuse = (why: string) => {
    throw new JobError("queue_unfit", `the queue at ${address} ${why}`);
  };
  if (field("role") === "slave")
    refuse("is a replica, which takes no jobs: expected the address of its primary");
  const policy = field("maxmemory_policy") ?? "noeviction";
  if (policy !== "noeviction")
    refuse(
      `deletes jobs when its memory is full (maxmemory-policy ${policy}): expected a server with maxmemory-policy noeviction`,
    );
}
