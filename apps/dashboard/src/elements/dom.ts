export type Child = Node | string | number | false | undefined;

type Attributes = Record<string, string | number | boolean | undefined>;

/** An element with attributes (true: present, false or undefined: absent) and children; text is never parsed as HTML. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(
    ...children.flatMap((child): (Node | string)[] => {
      if (child === false || child === undefined) return [];
      return child instanceof Node ? [child] : [tag === "p" ? unbroken(`${child}`) : `${child}`];
    }),
  );
  return element;
}

/** Keeps a number and its percent sign on one line; cells of narrow tables must break there. */
function unbroken(sentence: string): string {
  return sentence.replace(/(?<=\d) %/g, "\u00a0%");
}
