import * as z from "zod";

/** Builds of the kernel by name; a later version may have others. */
export const Kernel = z.string().meta({ examples: ["avx512", "avx2", "neon", "relaxed", "wasm"] });

export const HealthResponse = z
  .strictObject({
    status: z.literal("ok"),
    kernel: Kernel.meta({ description: "Build of the LSTM kernel that computes the forecasts." }),
  })
  .meta({ id: "HealthResponse" });
export type HealthResponse = z.infer<typeof HealthResponse>;

export const ReadyResponse = z
  .strictObject({
    status: z.literal("ready"),
    champions: z.record(z.string(), z.string()).meta({ description: "Served version of each symbol." }),
  })
  .meta({ id: "ReadyResponse" });
export type ReadyResponse = z.infer<typeof ReadyResponse>;
