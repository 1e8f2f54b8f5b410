import { COLUMNS, type Column } from "@lstm-predict/bars";
import { quote } from "@lstm-predict/checks";
import { columnOf, contradiction, type Extent, ordersThatFit } from "./columns.ts";

/** Makes the error of a scaler. */
export type Refuse = (message: string) => Error;

/** What a network reads and forecasts, by the columns of its scaler. */
export interface Chosen {
  /** The network's inputs, in its order `[features]`. */
  columns: Column[];
  /** The scaler's column of each input `[features]`. */
  positions: number[];
  /** The scaler's column of the output. */
  target: number;
  /** What had to be assumed, for the user. */
  notes: string[];
}

/**
 * Decides which columns the inputs of a network are.
 *
 * @param names the scaler's columns as its file names them, if it does
 * @param given the inputs as the user names them
 * @param extent the scaler's numbers, which must not contradict the names
 * @param features number of the network's inputs
 */
export function chooseColumns(
  names: readonly string[] | undefined,
  given: readonly string[] | undefined,
  extent: Extent,
  features: number,
  bad: Refuse,
): Chosen {
  const count = extent.low.length;
  const notes: string[] = [];
  if (names && names.length !== count)
    throw bad(`features is ${quote(names)}: expected ${count} names, one for each number`);
  const ofScaler = names ?? (given?.length === count ? given : orderOf(extent, notes, bad));
  const known = ofScaler.map(columnOf);
  const clash = contradiction(known, extent);
  if (clash) throw bad(`the names of the columns do not fit the numbers: ${clash}`);
  const target = targetOf(known, ofScaler, notes, bad);
  const inputs = given ?? inputsOf(ofScaler, features, ofScaler[target]!, notes, bad);
  if (inputs.length !== features)
    throw bad(`--columns is ${quote(inputs)}: expected ${features}, as many as the network takes a day`);
  const columns = inputs.map((name) => columnOf(name) ?? unknown(name, bad));
  const twice = columns.find((column, k) => columns.indexOf(column) !== k);
  if (twice) throw bad(`the columns are ${quote(inputs)}: ${twice} is there twice`);
  const positions = columns.map((column) => {
    const at = known.indexOf(column);
    if (at < 0) throw bad(`the scaler has no column ${column}, only ${quote(ofScaler)}`);
    return at;
  });
  return { columns, positions, target, notes };
}

/** The scaler's columns if nobody names them: one is the close, six are ours if they fit, others must fit one usual order alone. */
function orderOf(extent: Extent, notes: string[], bad: Refuse): readonly string[] {
  const count = extent.low.length;
  const fitting = ordersThatFit(extent);
  if (fitting.includes(COLUMNS)) {
    notes.push(`the scaler's columns have no names: they are taken for ${COLUMNS.join(", ")}`);
    return COLUMNS;
  }
  const [order, other] = count === 1 ? [["close"]] : fitting;
  if (order && !other) {
    notes.push(
      count === 1
        ? "the scaler's one column has no name: it is taken for the close"
        : `the scaler's columns have no names: their numbers fit ${order.join(", ")} alone of the usual orders`,
    );
    return order;
  }
  const why = other
    ? `its numbers fit ${order!.join(", ")} as well as ${other.join(", ")}`
    : (contradiction(COLUMNS.slice(0, count), extent) ?? "its numbers fit no usual order");
  throw bad(`features, the names of the columns in the scaler's order, is missing, and ${why}: add it`);
}

/** The column that the network forecasts. */
function targetOf(
  known: readonly (Column | undefined)[],
  names: readonly string[],
  notes: string[],
  bad: Refuse,
): number {
  const [close, adjusted] = [known.indexOf("close"), known.indexOf("adj_close")];
  if (close >= 0) return close;
  if (adjusted < 0)
    throw bad(
      `the scaler has no column close or adj_close, only ${quote(names)}: the forecast close needs one`,
    );
  notes.push(
    "the network forecasts the adjusted close: on the last day it is the close, on earlier days below it",
  );
  return adjusted;
}

function inputsOf(
  ofScaler: readonly string[],
  features: number,
  target: string,
  notes: string[],
  bad: Refuse,
): readonly string[] {
  if (ofScaler.length === features) return ofScaler;
  if (ofScaler.length < features)
    throw bad(
      `the network takes ${features} columns a day, and the scaler has ${ofScaler.length}: expected all of them`,
    );
  if (features !== 1) {
    throw bad(
      `the network takes ${features} of the scaler's ${ofScaler.length} columns: name them with --columns`,
    );
  }
  notes.push(
    `the network takes one of the scaler's ${ofScaler.length} columns: it is taken for the ${columnOf(target)}`,
  );
  return [target];
}

function unknown(name: string, bad: Refuse): never {
  throw bad(
    `features has ${quote(name)}: expected names of ${COLUMNS.join(", ")}, which are all that a forecast is given`,
  );
}
