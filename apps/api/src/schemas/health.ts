import * as z from "zod";

export const HealthResponse = z.strictObject({ status: z.literal("ok") }).meta({ id: "HealthResponse" });
export type HealthResponse = z.infer<typeof HealthResponse>;

export const ReadyResponse = z
  .strictObject({
    status: z.literal("ready"),
    champions: z.record(z.string(), z.string()).meta({ description: "Served version of each symbol." }),
  })
  .meta({ id: "ReadyResponse" });
export type ReadyResponse = z.infer<typeof ReadyResponse>;
