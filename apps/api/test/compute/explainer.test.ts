import { expect, test } from "@jest/globals";
import { Explainer } from "../../src/compute/explainer.ts";

/** Steps that tell `log` of each. */
function* steps(name: string, count: number, log: string[]): Generator<void, string> {
  for (let step = 0; step < count; step++) {
    log.push(`${name}${step}`);
    yield;
  }
  return name;
}

test("when two explanations are asked for, then the second waits, and others are served between the steps", async () => {
  const [explainer, log] = [new Explainer(), [] as string[]];
  const both = Promise.all([explainer.run(steps("a", 2, log)), explainer.run(steps("b", 1, log))]);
  const turns = (async () => {
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      log.push("turn");
    }
  })();
  expect(await both).toEqual(["a", "b"]);
  await turns;
  expect(log.filter((entry) => entry !== "turn")).toEqual(["a0", "a1", "b0"]);
  expect(log.indexOf("turn")).toBeLessThan(log.indexOf("a1"));
});

test("when a step fails, then its explanation alone does", async () => {
  const explainer = new Explainer();
  const fails = explainer.run(
    // biome-ignore lint/correctness/useYield: it fails before its first step
    (function* (): Generator<void, string> {
      throw new Error("no gradient");
    })(),
  );
  const works = explainer.run(steps("a", 1, []));
  await expect(fails).rejects.toThrow("no gradient");
  expect(await works).toBe("a");
});

test("when too many wait, then the next is told to come back, and not charged", async () => {
  const explainer = new Explainer();
  const waiting = Array.from({ length: 32 }, () => explainer.run(steps("a", 1, [])));
  const charge = () => {
    throw new Error("charged");
  };
  await expect(explainer.run(steps("b", 1, []), charge)).rejects.toMatchObject({
    code: "overloaded",
    message: "32 explanations are waiting: try again in a second",
  });
  await Promise.all(waiting);
  await expect(explainer.run(steps("b", 1, []), charge)).rejects.toThrow("charged");
  expect(await explainer.run(steps("c", 1, []))).toBe("c");
});
