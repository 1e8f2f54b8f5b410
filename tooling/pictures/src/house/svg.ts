/** A package or an app in the picture. */
export interface Room {
  name: string;
  /** One sentence; its first clause stands alone where the sentence needs more than a line. */
  description: string;
  /** Steps of a forecast's path that it takes, in words; empty for none. */
  steps: string;
}

/** Rooms side by side; the first floor of a list is the highest. */
export interface Floor {
  label: string;
  rooms: readonly Room[];
}

// Pixels.
const WIDTH = 1000;
const LABELS = 68;
const GAP = 8;
const PADDING = 10;
const NAME_LINE = 18;
const LINE = 15;
/** Mean width of a letter at 11.5 px. */
const LETTER = 6.1;

const STYLE = `
  text { font: 11.5px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #57606a }
  .name { font-size: 13px; font-weight: 600; fill: #1f2328 }
  .steps { font-weight: 600; fill: #0969da; text-anchor: end }
  rect { fill: #f6f8fa; stroke: #d0d7de }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 }
    .name { fill: #f0f6fc }
    .steps { fill: #4493f8 }
    rect { fill: #151b23; stroke: #3d444d }
  }`;

/** The floors as a picture for light and dark pages; `note` stands below. */
export function drawHouse(floors: readonly Floor[], note: string): string {
  const parts: string[] = [];
  let top = 0;
  for (const { label, rooms } of floors) {
    const width = (WIDTH - LABELS - GAP * (rooms.length - 1)) / rooms.length;
    const letters = Math.floor((width - 2 * PADDING) / LETTER);
    const texts = rooms.map(({ description }) => wrap(shorten(description, letters), letters));
    const height = 2 * PADDING + NAME_LINE + LINE * Math.max(...texts.map((lines) => lines.length)) - 4;
    parts.push(text(0, top + height / 2 + 4, label));
    rooms.forEach((room, k) => {
      const left = LABELS + k * (width + GAP);
      parts.push(
        `<rect x="${round(left)}" y="${top + 0.5}" width="${round(width - 1)}" height="${height}" rx="6"/>`,
        text(left + PADDING, top + PADDING + 11, room.name, "name"),
        ...(room.steps ? [text(left + width - PADDING, top + PADDING + 11, room.steps, "steps")] : []),
        ...texts[k]!.map((line, row) =>
          text(left + PADDING, top + PADDING + 11 + NAME_LINE + row * LINE, line),
        ),
      );
    });
    top += height + GAP;
  }
  parts.push(text(LABELS, top + 12, note));
  const height = top + 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    `<title>The packages by floor</title>`,
    `<style>${STYLE}\n</style>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function shorten(description: string, letters: number): string {
  const sentence = description.replace(/\.$/, "");
  return sentence.length <= letters ? sentence : sentence.split(/[:;] /)[0]!;
}

function wrap(sentence: string, letters: number): string[] {
  const lines = [""];
  for (const word of sentence.split(" ")) {
    const line = lines.at(-1)!;
    if (line && line.length + 1 + word.length > letters) lines.push(word);
    else lines[lines.length - 1] = line ? `${line} ${word}` : word;
  }
  return lines;
}

function text(x: number, y: number, content: string, kind?: string): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${round(x)}" y="${round(y)}"${kind ? ` class="${kind}"` : ""}>${escaped}</text>`;
}

const round = (value: number) => Math.round(10 * value) / 10;
