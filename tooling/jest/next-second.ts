import { setTimeout } from "node:timers/promises";

/** Waits for the clock's next second: the name of a version holds its second, and equal weights need two. */
export async function nextSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  while (Math.floor(Date.now() / 1000) === now) await setTimeout(20);
}
