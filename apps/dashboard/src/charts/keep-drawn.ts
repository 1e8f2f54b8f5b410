import { themes } from "../theme.ts";

/**
 * Draws into `place` once it is on the page, and again whenever its width or the theme changes, until `signal` aborts.
 *
 * `draw` gets the width in CSS pixels; `resized` is true if only the width changed.
 */
export function keepDrawn(
  place: HTMLElement,
  signal: AbortSignal,
  draw: (width: number, resized: boolean) => void,
): void {
  let width = 0;
  const observer = new ResizeObserver(() => {
    const now = Math.floor(place.clientWidth);
    if (now === 0 || now === width) return;
    const resized = width > 0;
    width = now;
    draw(width, resized);
  });
  observer.observe(place);
  themes.addEventListener("change", () => width > 0 && draw(width, false), { signal });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}
