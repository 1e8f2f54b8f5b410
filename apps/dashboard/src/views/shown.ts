/** What a view puts on the page. */
export interface Shown {
  /** Title of the document. */
  title: string;
  elements: HTMLElement[];
  /** Whether each panel could be filled. Never rejects. */
  filled: Promise<boolean>[];
  /** What the status line says once all are filled or have failed. */
  status(filled: readonly boolean[]): string;
}
