/** `inspect.custom` of node:util, without the import: pages use this package too. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Stands where credentials were. */
const HIDDEN = "***";

/**
 * Hides user and password of the addresses in a text, as in `http://***@host`: all from `//` to the last `@` of the word,
 * because a password that should have been encoded may have any character.
 */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/\S+/g, hideAuthority);
}

/** `withoutCredentials` for one value: an address with spaces in its password, or without `//`, as `me:password@host`. */
export function hideCredentials(value: string): string {
  return hideAuthority(value).replaceAll(/[^\s/]+/g, hideUser);
}

/**
 * Hides what is between the first `//` and the last `@`. By their places: a pattern would search a long text again from each
 * of its slashes.
 */
function hideAuthority(text: string): string {
  const [from, to] = [text.indexOf("//") + 2, text.lastIndexOf("@")];
  return from < 2 || to < from ? text : `${text.slice(0, from)}${HIDDEN}${text.slice(to)}`;
}

/** Hides user and password in a word such as `me:password@host`. */
function hideUser(word: string): string {
  const to = word.lastIndexOf("@");
  const colon = word.slice(0, Math.max(0, to - 1)).search(/(?<=[\w.+-]):/);
  if (colon < 0) return word;
  let from = colon;
  while (/[\w.+-]/.test(word.charAt(from - 1))) from--;
  return `${word.slice(0, from)}${HIDDEN}${word.slice(to)}`;
}

/**
 * The address of a peer (a server of MLflow or S3, a proxy) that may have credentials. Every way to turn it into a text
 * (template, JSON, console) leaves out user, password, query and fragment; only `reveal` does not.
 *
 * @example
 * const server = PeerAddress.parse("http://me:secret@mlflow:5000");
 * `${server}`; // "http://mlflow:5000"
 * new MlflowClient({ trackingUri: server.reveal() });
 */
export class PeerAddress {
  readonly #whole: string;
  readonly #shown: string;

  private constructor(whole: string) {
    this.#whole = whole;
    this.#shown = shownOf(whole);
  }

  /** Takes any text: whoever connects refuses what is no address, and must quote it as this class shows it. */
  static parse(address: string): PeerAddress {
    return new PeerAddress(address);
  }

  /** The address with its credentials, to connect with. */
  reveal(): string {
    return this.#whole;
  }

  toString(): string {
    return this.#shown;
  }

  toJSON(): string {
    return this.#shown;
  }

  [INSPECT](): string {
    return this.#shown;
  }
}

function shownOf(address: string): string {
  const url = URL.parse(address);
  // "me:password@host" has a scheme and no host; in "http://me:123/word@host" the password is read as port and path.
  if (!url?.host || url.pathname.includes("@")) {
    return address.replace(/^(\w[\w+.-]*:\/\/)?.*@/s, `$1${HIDDEN}@`).replace(/[?#].*/s, "");
  }
  const isBare = !url.username && !url.password && !url.search && !url.hash;
  if (isBare) return address;
  Object.assign(url, { username: "", password: "", search: "", hash: "" });
  return url.pathname === "/" ? url.href.replace(/\/$/, "") : url.href;
}
