import * as z from "zod";
import { ServedModel } from "./model-card.ts";

const BrokenChampion = z
  .strictObject({
    symbol: z.string(),
    reason: z.string(),
    serving: z
      .string()
      .nullable()
      .meta({ description: "The earlier version that still answers in its place, if any." }),
  })
  .meta({ id: "BrokenChampion" });
export type BrokenChampion = z.infer<typeof BrokenChampion>;

export const ModelsResponse = z
  .strictObject({
    defaultSymbol: z
      .string()
      .nullable()
      .meta({ description: "Used when a request names no symbol; null when it has to." }),
    models: z.array(ServedModel),
    broken: z.array(BrokenChampion).meta({ description: "Champions that do not load." }),
  })
  .meta({ id: "ModelsResponse" });
export type ModelsResponse = z.infer<typeof ModelsResponse>;
