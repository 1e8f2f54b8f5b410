import { MlflowError } from "./errors.ts";

export interface Page<T> {
  items: T[];
  next: string | undefined;
}

/** A list ends after this many pages: a million runs, or 25 million values of a metric. */
const MOST_PAGES = 1000;
/** A list does not end if its pages take longer; the time of the reader between them does not count. */
const MOST_MS = 10 * 60_000;

/**
 * All items of a paged list. A page is fetched when its first item is read.
 *
 * @throws MlflowError `bad_response` for a list without end, or one that is no list
 */
export async function* pages<T>(
  fetchPage: (pageToken: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let token: string | undefined;
  let left = MOST_MS;
  for (let page = 0; page < MOST_PAGES && left > 0; page++) {
    const began = performance.now();
    const { items, next } = await fetchPage(token).catch((error) => {
      throw error instanceof TypeError ? badList("has another form", error) : error;
    });
    left -= performance.now() - began;
    yield* items;
    if (!next) return;
    if (next === token) break;
    token = next;
  }
  throw badList("does not end");
}

/** The error for a list that MLflow does not give. */
export function badList(fault: string, cause?: Error): MlflowError {
  return new MlflowError("bad_response", `the server's list ${fault}`, {
    cause,
    hint: "check MLFLOW_TRACKING_URI: another program may answer there",
  });
}

/** The most items that `collect` keeps. */
const MOST_ITEMS = 1_000_000;

/**
 * Reads a whole list into memory.
 *
 * @throws MlflowError `bad_response` if it has more than a million items
 * @example
 * const runs = await collect(client.runs.search({ experimentIds: ["1"] }));
 */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    if (all.length === MOST_ITEMS) throw badList(`has more than ${MOST_ITEMS} items`);
    all.push(item);
  }
  return all;
}
