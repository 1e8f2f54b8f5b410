import { numbers } from "@lstm-predict/checks";

/** Schema of stored quantiles: above 0 and not descending; `length` of them if given. */
export function quantilesState(length?: number) {
  return numbers(length).superRefine((quantiles, context) => {
    const bad = quantiles.findIndex((q, k) => q <= 0 || q < (quantiles[k - 1] ?? 0));
    if (bad < 0) return;
    const message = "a number above 0 and not below the one before";
    context.addIssue({ code: "custom", path: [bad], message });
  });
}
