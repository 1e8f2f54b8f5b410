import {
  type CustomData,
  type CustomSeriesOptions,
  customSeriesDefaultOptions,
  type ICustomSeriesPaneRenderer,
  type ICustomSeriesPaneView,
  type PaneRendererCustomData,
  type PriceToCoordinateConverter,
  type Time,
} from "lightweight-charts";
import { type Fan, type FanShape, fanShape } from "./fan.ts";
import { fade } from "./palette.ts";

export interface FanData extends CustomData<Time>, Fan {}

export interface FanColours {
  model: string;
  naive: string;
}

export interface FanOptions extends CustomSeriesOptions, FanColours {}

type Data = PaneRendererCustomData<Time, FanData>;
type Target = Parameters<ICustomSeriesPaneRenderer["draw"]>[0];

/** Tomorrow as nested boxes, the narrower the darker, that open out of the last close; naive is a dashed line. */
export class FanSeries implements ICustomSeriesPaneView<Time, FanData, FanOptions> {
  readonly #colours: FanColours;
  #data: Data | undefined;

  constructor(colours: FanColours) {
    this.#colours = colours;
  }

  renderer(): ICustomSeriesPaneRenderer {
    return { draw: (target, priceToY) => this.#draw(target, priceToY) };
  }

  update(data: Data): void {
    this.#data = data;
  }

  priceValueBuilder({ intervals, prediction }: FanData): [number, number, number] {
    const [lower, upper] = intervals[0] ?? [prediction, prediction];
    return [lower, upper, prediction];
  }

  isWhitespace(data: Partial<FanData>): data is { time: Time } {
    return data.prediction === undefined;
  }

  defaultOptions(): FanOptions {
    return { ...customSeriesDefaultOptions, ...this.#colours };
  }

  #draw(target: Target, priceToY: PriceToCoordinateConverter): void {
    const bar = this.#data?.bars[0];
    if (!bar) return;
    const toY = (price: number) => priceToY(price) ?? 0;
    const shape = fanShape(bar.originalData, bar.x, this.#data?.barSpacing ?? 0, toY);
    target.useMediaCoordinateSpace(({ context }) => drawFan(context, shape, this.#colours));
  }
}

function drawFan(context: CanvasRenderingContext2D, shape: FanShape, { model, naive }: FanColours): void {
  const { apex, left, right, boxes, predictionY, naiveY } = shape;
  context.save();
  for (const { top, bottom } of boxes) {
    context.fillStyle = fade(model, 0.2);
    context.fillRect(left, top, right - left, bottom - top);
    context.beginPath();
    context.moveTo(apex.x, apex.y);
    context.lineTo(left, top);
    context.lineTo(left, bottom);
    context.fill();
  }
  context.lineWidth = 2;
  context.setLineDash([4, 3]);
  drawLevel(context, naive, naiveY, apex.x, right);
  context.setLineDash([]);
  drawLevel(context, model, predictionY, left, right);
  context.restore();
}

function drawLevel(context: CanvasRenderingContext2D, colour: string, y: number, from: number, to: number) {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(from, y);
  context.lineTo(to, y);
  context.stroke();
}
