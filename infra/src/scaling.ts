import { Duration } from "aws-cdk-lib";
import {
  AdjustmentType,
  MetricAggregationType,
  ScalableTarget,
  ServiceNamespace,
  StepScalingAction,
} from "aws-cdk-lib/aws-applicationautoscaling";
import { ComparisonOperator, type Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { ApplicationScalingAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { FargateService } from "aws-cdk-lib/aws-ecs";
import type { Shared } from "./shared.ts";

/** A worker more is worth its start with this many jobs: some minutes of work. */
const JOBS_EACH = 10;

/** Sets the number of workers by the jobs that have not ended; none if there are none, or if nobody tells of any. */
export function scaleOnLength(
  { stack, cluster }: Shared,
  service: FargateService,
  most: number,
  jobs: Metric,
): void {
  const scalingTarget = new ScalableTarget(stack, "workers-scaling", {
    serviceNamespace: ServiceNamespace.ECS,
    resourceId: `service/${cluster.clusterName}/${service.serviceName}`,
    scalableDimension: "ecs:service:DesiredCount",
    minCapacity: 0,
    maxCapacity: most,
  });
  const action = (name: string) =>
    new StepScalingAction(stack, name, {
      scalingTarget,
      adjustmentType: AdjustmentType.EXACT_CAPACITY,
      metricAggregationType: MetricAggregationType.MAXIMUM,
      cooldown: Duration.minutes(1),
    });
  const some = action("workers-some");
  const counts = workerCounts(most);
  // Bounds are counted from the alarm's threshold, one job.
  const from = (k: number) => (k === 0 ? 0 : counts[k]! * JOBS_EACH - 1);
  for (const [k, adjustment] of counts.entries())
    some.addAdjustment({
      adjustment,
      lowerBound: from(k),
      ...(k + 1 < counts.length && { upperBound: from(k + 1) }),
    });
  jobs
    .createAlarm(stack, "queue-has-jobs", {
      alarmDescription: "There are jobs: workers by their number",
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
    .addAlarmAction(new ApplicationScalingAction(some));
  const none = action("workers-none");
  none.addAdjustment({ adjustment: 0, upperBound: 0 });
  jobs
    .createAlarm(stack, "queue-is-empty", {
      alarmDescription: "There have been no jobs for five minutes: no workers",
      threshold: 1,
      evaluationPeriods: 5,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    })
    .addAlarmAction(new ApplicationScalingAction(none));
}

/** Numbers of workers to choose from: 1, 2, 4 and so on to the most. */
function workerCounts(most: number): number[] {
  const counts = [];
  for (let count = 1; count < most; count *= 2) counts.push(count);
  return [...counts, most];
}
