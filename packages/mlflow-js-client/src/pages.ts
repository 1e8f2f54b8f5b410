export interface Page<T> {
  items: T[];
  next: string | undefined;
}

/** All items of a paged list. A page is fetched when its first item is read. */
export async function* pages<T>(
  fetchPage: (pageToken: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T> {
  let token: string | undefined;
  do {
    const { items, next } = await fetchPage(token);
    yield* items;
    token = next || undefined;
  } while (token);
}

/**
 * Reads a whole list into memory.
 *
 * @example
 * const runs = await collect(client.runs.search({ experimentIds: ["1"] }));
 */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
