import { commitOf, digestOf } from "./origins.ts";
import { type Reference, references } from "./pins.ts";

/**
 * `pnpm --filter delivery pins`: asks GitHub and the registries what each pinned version names today. Fails if one names
 * something else than the file does, has no pin or cannot be asked. An image is built again under the same version when
 * its base gets a fix: then the new digest goes into the file.
 */
for (const reference of references()) {
  const { result, detail } = await compare(reference);
  const { name, version } = reference.pin ?? { name: reference.text, version: "" };
  process.stdout.write(`${result.padEnd(9)} ${reference.at} ${name} ${version}\n`);
  if (detail !== undefined) process.stdout.write(`          ${detail}\n`);
  if (result !== "same") process.exitCode = 1;
}

async function compare({ kind, pin }: Reference): Promise<{ result: string; detail?: string }> {
  if (!pin) return { result: "no pin" };
  try {
    const today = await (kind === "action" ? commitOf(pin) : digestOf(pin));
    return today === pin.id
      ? { result: "same" }
      : { result: "different", detail: `the file has ${pin.id}, the version is ${today} today` };
  } catch (error) {
    return { result: "unknown", detail: (error as Error).message.trim().split("\n").at(-1)! };
  }
}
