import type { Palette } from "../../src/charts/palette.ts";

/** Every colour is another one, so that a test sees which was taken. */
export const COLOURS: Palette = {
  ink: "rgb(1, 1, 1)",
  soft: "rgb(2, 2, 2)",
  line: "rgb(3, 3, 3)",
  paper: "rgb(4, 4, 4)",
  model: "rgb(5, 5, 5)",
  naive: "rgb(6, 6, 6)",
  actual: "rgb(7, 7, 7)",
  up: "rgb(8, 8, 8)",
  down: "rgb(9, 9, 9)",
  rate: "rgb(10, 10, 10)",
};
