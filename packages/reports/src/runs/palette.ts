/** Observable's ten colours, distinct on white and on near-black; further runs repeat them, with other numbers. */
const COLOURS = [
  "#4269d0",
  "#efb118",
  "#ff725c",
  "#6cc5b0",
  "#3ca951",
  "#ff8ab7",
  "#a463f2",
  "#97bbf5",
  "#9c6b4e",
  "#9498a0",
];

/** The colour of a run, by its number, in all charts and tables. */
export function colourOf(number: number): string {
  return COLOURS[(number - 1) % COLOURS.length]!;
}

/** The Vega colour encoding of runs by the field `run`, their number. */
export function runColours(numbers: readonly number[]) {
  return {
    field: "run",
    type: "nominal",
    legend: null,
    scale: { domain: [...numbers], range: numbers.map(colourOf) },
  } as const;
}
