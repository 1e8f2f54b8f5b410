const STORED = "lstm-predict-theme";

/** Dispatches "change" when colours change: canvases have to be drawn again. */
export const themes = new EventTarget();

/** Light or dark as the system is, until the reader chooses; the choice is kept. */
export function setUpTheme(select: HTMLSelectElement): void {
  const changed = () => themes.dispatchEvent(new Event("change"));
  const apply = (theme: string) => {
    if (theme === "system") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = theme;
  };
  select.value = localStorage.getItem(STORED) ?? "system";
  // A stored theme that is no option leaves the select empty.
  if (select.value === "") select.value = "system";
  apply(select.value);
  select.addEventListener("change", () => {
    localStorage.setItem(STORED, select.value);
    apply(select.value);
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
}
