import { CLIENT_SHARE } from "../limits.ts";
import { overloaded } from "../problem.ts";
import { Tally } from "../tally.ts";

/** The part of a pool that the body of one request holds. */
export interface Held {
  /** Takes `bytes` more. Throws ApiError `overloaded` if the pool, or the share of the client, has no room for them. */
  take(bytes: number): void;
  /** Gives everything back. */
  release(): void;
}

/** Bounds the bytes of bodies that are in memory at the same time, before they are parsed and whatever they turn out to be. */
export class BodyPool {
  readonly #size: number;
  readonly #byClient = new Tally();
  #bytes = 0;

  /** @param size bytes of all bodies together */
  constructor(size: number) {
    this.#size = size;
  }

  /** Bytes that are held now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Begins with no bytes for a body of `client`. */
  hold(client: string): Held {
    let mine = 0;
    const add = (bytes: number) => {
      mine += bytes;
      this.#bytes += bytes;
      this.#byClient.add(client, bytes);
    };
    return {
      take: (bytes) => {
        const ofClient = this.#byClient.of(client) + bytes;
        if (this.#bytes + bytes > this.#size || ofClient > this.#size * CLIENT_SHARE) {
          throw overloaded("too many bodies are being read");
        }
        add(bytes);
      },
      release: () => add(-mine),
    };
  }
}
