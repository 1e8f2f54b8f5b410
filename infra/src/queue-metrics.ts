import { Duration, type Stack } from "aws-cdk-lib";
import { ComparisonOperator, type Metric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { FilterPattern, type LogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Shared } from "./shared.ts";

/** A job that waits longer than this has too few workers, or none. */
const OLDEST = Duration.hours(1);
const MOST_FAILURES = 5;

/**
 * The queue's figures as metrics, from the lines that tell them every 20 seconds: the retraining's, which sends the jobs and
 * stays until all have ended, so that there are figures when there is no worker; and the workers'.
 *
 * @returns jobs that have not ended
 */
export function addQueueMetrics(
  { stack, alarms }: Shared,
  { sender, workers }: { sender: LogGroup; workers: LogGroup },
): Metric {
  const minutely = { period: Duration.minutes(1), statistic: Stats.MAXIMUM };
  const ofQueue = (field: string, metricName: string) =>
    [sender, workers]
      .map((logGroup, k) => filter(stack, `${field}-${k}`, logGroup, field, metricName))
      .map((made) => made.metric(minutely))[0]!;
  const jobs = ofQueue("queueJobs", "QueueJobs");
  const oldest = ofQueue("queueOldestSeconds", "QueueOldestSeconds");
  const failed = new MetricFilter(stack, "jobs-failed", {
    logGroup: workers,
    filterPattern: FilterPattern.stringValue("$.outcome", "=", "failed"),
    metricNamespace: "lstm-predict",
    metricName: "JobsFailed",
    metricValue: "1",
  }).metric({ period: Duration.minutes(15), statistic: Stats.SUM });
  for (const { name, says, metric, threshold } of [
    {
      name: "queue-old",
      says: "A job has waited for more than an hour: are there workers?",
      metric: oldest.with({ period: Duration.minutes(5) }),
      threshold: OLDEST.toSeconds(),
    },
    {
      name: "jobs-failed",
      says: `More than ${MOST_FAILURES} attempts at jobs failed within a quarter of an hour. Their log: /lstm-predict/worker`,
      metric: failed,
      threshold: MOST_FAILURES,
    },
  ])
    metric
      .createAlarm(stack, `${name}-alarm`, {
        alarmDescription: says,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(alarms));
  return jobs;
}

function filter(stack: Stack, id: string, logGroup: LogGroup, field: string, metricName: string) {
  return new MetricFilter(stack, id, {
    logGroup,
    filterPattern: FilterPattern.numberValue(`$.${field}`, ">=", 0),
    metricNamespace: "lstm-predict",
    metricName,
    metricValue: `$.${field}`,
  });
}
