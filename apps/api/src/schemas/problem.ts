import * as z from "zod";

const FieldError = z
  .strictObject({
    path: z.string().meta({
      description: "Path of the bad value, its steps joined by dots; empty for the whole body.",
      examples: ["last_60_days.12.2"],
    }),
    message: z.string(),
  })
  .meta({ id: "FieldError" });
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details with three extension members: `requestId`, `errors` and `symbols`. */
export const ProblemDetails = z
  .strictObject({
    type: z.string().meta({ description: "URI of the kind of problem; GET it for an explanation." }),
    title: z.string(),
    status: z.number(),
    detail: z.string().meta({ description: "What is wrong with this request, and what is expected." }),
    instance: z.string().meta({ description: "The path of the request." }),
    requestId: z.string().meta({ description: "As in the header X-Request-Id and in the server's log." }),
    errors: z.array(FieldError).optional().meta({ description: "The bad values, at most 20." }),
    symbols: z.array(z.string()).optional().meta({ description: "The symbols that have a model." }),
  })
  .meta({ id: "ProblemDetails" });
export type ProblemDetails = z.infer<typeof ProblemDetails>;
