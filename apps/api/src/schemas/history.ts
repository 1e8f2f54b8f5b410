import * as z from "zod";

export const TestForecasts = z
  .strictObject({
    symbol: z.string(),
    version: z.string(),
    days: z
      .array(
        z
          .strictObject({
            date: z.string(),
            actual: z.number().meta({ description: "The actual close." }),
            prediction: z.number().meta({ description: "The model's forecast of the evening before." }),
            naive: z.number().meta({ description: "The close of the day before." }),
            intervals: z.record(z.string(), z.tuple([z.number(), z.number()])).meta({
              description: "[lower, upper] by level in percent; empty if the model has no error bar.",
            }),
          })
          .meta({ id: "TestDay" }),
      )
      .meta({ description: "Oldest first; empty for a bundle without test forecasts." }),
  })
  .meta({ id: "TestForecasts" });
export type TestForecasts = z.infer<typeof TestForecasts>;

export const Promotions = z
  .strictObject({
    symbol: z.string(),
    decisions: z
      .array(
        z
          .strictObject({
            version: z.string(),
            outcome: z.enum(["promoted", "refused", "rolled back to"]),
            at: z.string(),
            reason: z.string(),
          })
          .meta({ id: "Decision" }),
      )
      .meta({ description: "Oldest first." }),
  })
  .meta({ id: "Promotions" });
export type Promotions = z.infer<typeof Promotions>;
