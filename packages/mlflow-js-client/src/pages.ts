export interface Page<T> {
  items: T[];
  next: string | undefined;
}

/** Every item of a list that the server gives page by page, fetched as it is read. */
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

/** All items of a list, for one that is known to be short. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
