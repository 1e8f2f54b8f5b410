# Writes ../fixtures/dm-test.json: forecast::dm.test of its own documentation's example, ETS against ARIMA on WWWusage.
#
#     apt-get install r-cran-forecast    (or install.packages("forecast"))
#     Rscript make_dm_test.R
#
# Run it in this folder. The residuals are kept, so that other versions' fits do not matter.

library(forecast)

first <- as.numeric(residuals(ets(WWWusage)))
second <- as.numeric(residuals(auto.arima(WWWusage)))
values <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")

cases <- c()
for (horizon in c(1, 3)) {
  for (power in c(1, 2)) {
    for (alternative in c("two.sided", "less", "greater")) {
      test <- dm.test(first, second, h = horizon, power = power, alternative = alternative)
      cases <- c(cases, sprintf(
        '{"horizon":%d,"power":%d,"alternative":"%s","statistic":%.17g,"pValue":%.17g}',
        horizon, power, alternative, test$statistic, test$p.value
      ))
    }
  }
}

writeLines(sprintf(
  '{"generatedWith":{"R":"%s","forecast":"%s"},"first":%s,"second":%s,"cases":[%s]}',
  getRversion(), packageVersion("forecast"), values(first), values(second), paste(cases, collapse = ",")
), "../fixtures/dm-test.json")
