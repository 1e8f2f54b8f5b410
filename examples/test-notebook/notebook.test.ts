import { beforeAll, expect, test } from "@jest/globals";
import { type Cell, executeNotebook, type Notebook, type Output, readNotebook, textOf } from "./execute.ts";

let committed: Notebook;
let executed: Notebook;
beforeAll(async () => {
  committed = await readNotebook();
  executed = await executeNotebook();
});

/** What a cell shows, as one text an output. */
function shownBy({ outputs = [] }: Cell): string[] {
  return outputs.map((output: Output) => {
    if (output.output_type === "error") throw new Error(`${output.ename}: ${output.evalue}`);
    if (output.output_type === "stream") return `${output.name}: ${textOf(output.text)}`;
    return Object.entries(output.data)
      .map(([type, content]) => `${type}: ${textOf(content)}`)
      .join("\n");
  });
}

const cellOf = ({ cells }: Notebook, id: string) => cells.find((cell) => cell.id === id)!;

test("when it is run again, then each cell shows what the committed notebook shows", () => {
  const numbers = /\d+\.\d+/g;
  const [theirs, ours] = [committed, executed].map(({ cells }) => cells.flatMap(shownBy).join("\n"));
  expect(ours!.replace(numbers, "#")).toBe(theirs!.replace(numbers, "#"));
  // The weights of two builds of the kernel differ in the last bits, and so may the last digits: of prices, and of points in a picture.
  expect(ours!.match(numbers)!.map(Number)).toEqual(
    theirs!.match(numbers)!.map((figure) => expect.closeTo(Number(figure), 0)),
  );
});

test("when it has run, then it shows the scores beside naive's, and a picture of the fan", () => {
  const [table] = shownBy(cellOf(executed, "table"));
  const cells = (name: string) =>
    table!
      .match(new RegExp(`${name}</td>(.*?)</tr>`))![1]!
      .match(/\d\.\d+/g)!
      .map(Number);
  expect(cells("tomorrow = today")).toEqual([1]);
  const [mase, winkler, share] = cells("model") as [number, number, number];
  expect(mase).toBeCloseTo(1, 1);
  expect(winkler).toBeLessThan(cells("constant volatility")[0]!);
  expect(share).toBeGreaterThan(0.8);

  const [picture] = shownBy(cellOf(executed, "fan"));
  expect(picture).toMatch(/^image\/svg\+xml: <svg .*<\/svg>$/s);
  expect(picture!.match(/<polygon/g)).toHaveLength(3);
  // 20 sessions after Friday, 11 May 2018: Memorial Day has no session.
  expect(picture).toContain(">2018-06-11</text>");
});

test("when it is committed, then it names no folder and no time of a run", () => {
  const text = JSON.stringify(committed);
  expect(text).not.toMatch(/\/tmp\/|\/home\/|\d{8}T\d{6}Z|iopub/);
});
