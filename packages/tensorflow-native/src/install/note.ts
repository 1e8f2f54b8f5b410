/** Writes one line of progress to stderr. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Writes `text` to stderr while `work` runs; on a terminal with the seconds that it has taken so far. */
export async function timed<T>(text: string, work: () => Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) {
    note(text);
    return work();
  }
  const began = performance.now();
  const show = () => {
    const seconds = ((performance.now() - began) / 1000).toFixed(0);
    process.stderr.write(`\r\u001b[K${text} ... ${seconds} s`);
  };
  show();
  const timer = setInterval(show, 1000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    process.stderr.write("\n");
  }
}
