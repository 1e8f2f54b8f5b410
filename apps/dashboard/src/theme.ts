const KEY = "theme";

/** Colours of styles/tokens.css that canvases need; resolved for light or dark. */
const NAMES = ["ink", "soft", "line", "paper", "model", "naive", "actual", "up", "down", "rate"] as const;
export type Palette = Record<(typeof NAMES)[number], string>;

/** Says "change" to those who draw on canvases. */
export const themes = new EventTarget();

/** Light or dark: as the system, until the reader chooses. */
export function setUpTheme(select: HTMLSelectElement): void {
  const changed = () => themes.dispatchEvent(new Event("change"));
  const apply = (theme: string) => {
    if (theme === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = theme;
  };
  select.value = localStorage.getItem(KEY) ?? "system";
  if (select.value === "") select.value = "system";
  apply(select.value);
  select.addEventListener("change", () => {
    localStorage.setItem(KEY, select.value);
    apply(select.value);
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}

/** The page's colours as they are now, as rgb(). */
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

/** The same colour, see-through: `rgb(1, 2, 3)` and 0.5 are `rgba(1, 2, 3, 0.5)`. */
export function fade(rgb: string, opacity: number): string {
  return rgb.replace(/^rgb\((.*)\)$/, `rgba($1, ${opacity})`);
}
