/** Flags of a training that takes seconds: the bundled real bars, a small network. */
export const QUICK =
  "--symbol AAPL --source sample --start 2017-01-01 --window 20 --units 5,4 --dense-units 4 --epochs 2".split(
    " ",
  );
