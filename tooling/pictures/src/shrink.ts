import UPNG from "upng-js";

/** More colours than a page has that anybody could tell apart: lines, bands, and the edges of letters. */
const COLOURS = 128;

/** A screenshot with a palette instead of 32 bits a pixel: less than half as many bytes. */
export function shrink(png: Buffer): Uint8Array {
  const picture = UPNG.decode(new Uint8Array(png).buffer);
  return new Uint8Array(UPNG.encode(UPNG.toRGBA8(picture), picture.width, picture.height, COLOURS));
}
