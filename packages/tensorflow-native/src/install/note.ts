/** Progress goes to stderr: a line a step and, where somebody watches, a clock while it lasts. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

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
