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
import { fade } from "../theme.ts";

export interface Fan extends CustomData<Time> {
  /** Lower and upper price, widest first. */
  intervals: [lower: number, upper: number][];
  prediction: number;
  naive: number;
}

export interface FanColours {
  model: string;
  naive: string;
}

export interface FanOptions extends CustomSeriesOptions, FanColours {}

/** A slot of the time scale may be two pixels wide: tomorrow is what the page is about. */
const LEAST_WIDTH = 24;

type Data = PaneRendererCustomData<Time, Fan>;
type Target = Parameters<ICustomSeriesPaneRenderer["draw"]>[0];

/** Tomorrow as nested boxes, the narrower the darker, opening out of the last close; the naive forecast is a dashed line. */
export class FanSeries implements ICustomSeriesPaneView<Time, Fan, FanOptions> {
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

  priceValueBuilder({ intervals, prediction }: Fan): [number, number, number] {
    const [lower, upper] = intervals[0] ?? [prediction, prediction];
    return [lower, upper, prediction];
  }

  isWhitespace(data: Partial<Fan>): data is { time: Time } {
    return data.prediction === undefined;
  }

  defaultOptions(): FanOptions {
    return { ...customSeriesDefaultOptions, ...this.#colours };
  }

  #draw(target: Target, priceToY: PriceToCoordinateConverter): void {
    const bar = this.#data?.bars[0];
    const spacing = this.#data?.barSpacing ?? 0;
    if (!bar) return;
    const { intervals, prediction, naive } = bar.originalData;
    const { model, naive: naiveColour } = this.#colours;
    const left = bar.x - spacing / 2;
    const width = Math.max(spacing, LEAST_WIDTH);
    target.useMediaCoordinateSpace(({ context }) => {
      const y = (price: number) => priceToY(price) ?? 0;
      const start = { x: bar.x - spacing, y: y(naive) };
      context.save();
      for (const [lower, upper] of intervals) {
        context.fillStyle = fade(model, 0.2);
        context.fillRect(left + spacing / 2, y(upper), width, y(lower) - y(upper));
        context.beginPath();
        context.moveTo(start.x, start.y);
        context.lineTo(left + spacing / 2, y(upper));
        context.lineTo(left + spacing / 2, y(lower));
        context.fill();
      }
      context.lineWidth = 2;
      line(context, naiveColour, [4, 3], [start.x, left + spacing / 2 + width], [y(naive), y(naive)]);
      line(
        context,
        model,
        [],
        [left + spacing / 2, left + spacing / 2 + width],
        [y(prediction), y(prediction)],
      );
      context.restore();
    });
  }
}

function line(
  context: CanvasRenderingContext2D,
  colour: string,
  dash: number[],
  [fromX, toX]: [number, number],
  [fromY, toY]: [number, number],
): void {
  context.strokeStyle = colour;
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}
