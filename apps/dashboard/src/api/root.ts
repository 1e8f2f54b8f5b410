/** The address of the API's root, which may be a path below that of the server: the page names it. */
export function apiRoot(): URL {
  const { content } = document.querySelector<HTMLMetaElement>('meta[name="root"]')!;
  return new URL(content, location.href);
}
