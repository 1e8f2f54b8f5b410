import * as z from "zod";
import { ServedModel } from "./model-card.ts";

const BrokenChampion = z
  .strictObject({
    symbol: z.string(),
    reason: z.string(),
    serving: z
      .string()
      .nullable()
      .meta({ description: "The earlier version that still answers, if there is one." }),
  })
  .meta({ id: "BrokenChampion" });
export type BrokenChampion = z.infer<typeof BrokenChampion>;

export const ModelsResponse = z
  .strictObject({
    defaultSymbol: z
      .string()
      .nullable()
      .meta({ description: "Answers requests that name no symbol. Null: a request must name one." }),
    models: z.array(ServedModel),
    broken: z.array(BrokenChampion).meta({ description: "Champions that do not load." }),
  })
  .meta({ id: "ModelsResponse" });
export type ModelsResponse = z.infer<typeof ModelsResponse>;
