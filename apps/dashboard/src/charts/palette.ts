/** Colours of styles/tokens.css that canvases need, resolved for light or dark. */
const NAMES = ["ink", "soft", "line", "paper", "model", "naive", "actual", "up", "down", "rate"] as const;

/** Each as `rgb(r, g, b)`. */
export type Palette = Record<(typeof NAMES)[number], string>;

/** Reads the page's colours as they are now. */
export function palette(): Palette {
  const probe = document.createElement("span");
  document.body.append(probe);
  const colours = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(colours);
}

/** Makes a colour translucent: `rgb(1, 2, 3)` with opacity 0.5 is `rgba(1, 2, 3, 0.5)`. */
export function fade(rgb: string, opacity: number): string {
  return rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}
