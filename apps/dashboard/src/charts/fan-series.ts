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
import { type FanPoint, type FanShape, fanShape } from "./fan.ts";
import { fade } from "./palette.ts";

export interface FanData extends CustomData<Time>, FanPoint {}

export interface FanColours {
  model: string;
  naive: string;
}

export interface FanOptions extends CustomSeriesOptions, FanColours {}

type Data = PaneRendererCustomData<Time, FanData>;
type Target = Parameters<ICustomSeriesPaneRenderer["draw"]>[0];

/** The sessions to come as nested bands, the narrower the darker, that open out of the last close; naive is a dashed line. */
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
    const { bars = [], visibleRange, barSpacing = 0 } = this.#data ?? {};
    // Those out of sight have no x.
    const seen = visibleRange && bars[visibleRange.from];
    if (!seen) return;
    const points = bars.map(({ originalData }) => originalData);
    const x = seen.x - visibleRange.from * barSpacing;
    const shape = fanShape(points, x, barSpacing, (price) => priceToY(price) ?? 0);
    target.useMediaCoordinateSpace(({ context }) => drawFan(context, shape, this.#colours));
  }
}

function drawFan(context: CanvasRenderingContext2D, shape: FanShape, { model, naive }: FanColours): void {
  const { apex, xs, bands, predictions } = shape;
  context.save();
  for (const { tops, bottoms } of bands) {
    context.fillStyle = fade(model, 0.2);
    context.beginPath();
    context.moveTo(apex.x, apex.y);
    for (const [k, x] of xs.entries()) context.lineTo(x, tops[k]!);
    for (const [k, x] of [...xs.entries()].reverse()) context.lineTo(x, bottoms[k]!);
    context.fill();
  }
  context.lineWidth = 2;
  context.setLineDash([4, 3]);
  drawLine(context, naive, [apex.x, xs.at(-1)!], [apex.y, apex.y]);
  context.setLineDash([]);
  drawLine(context, model, xs, predictions);
  context.restore();
}

function drawLine(
  context: CanvasRenderingContext2D,
  colour: string,
  xs: readonly number[],
  ys: readonly number[],
): void {
  context.strokeStyle = colour;
  context.beginPath();
  for (const [k, x] of xs.entries()) context.lineTo(x, ys[k]!);
  context.stroke();
}
