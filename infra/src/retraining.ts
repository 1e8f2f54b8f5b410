import { Duration, TimeZone } from "aws-cdk-lib";
import { ComparisonOperator, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { SecurityGroup, SubnetType } from "aws-cdk-lib/aws-ec2";
import { Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import { FilterPattern, type LogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Schedule, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { EcsRunFargateTask } from "aws-cdk-lib/aws-scheduler-targets";
import { mayPublish } from "./bundles-access.ts";
import type { FleetQueue } from "./queue.ts";
import type { Shared } from "./shared.ts";
import { ourTask } from "./task.ts";
import type { Training } from "./training.ts";

/**
 * `retrain` as a task of its own, an hour after New York has closed; a failed one raises the alarm. With a queue, it sends the
 * symbols to the workers, and computes nothing itself.
 *
 * @returns its log
 */
export function addRetraining(shared: Shared, training: Training, queue?: FleetQueue): LogGroup {
  const { stack, settings, foundation, vpc, cluster, alarms, imageTag, record } = shared;
  const { keep } = settings;
  const { task, logGroup } = ourTask(stack, "retrain", {
    repository: foundation.train,
    imageTag,
    ...(queue ? { cpu: 512, memoryMiB: 1024 } : { cpu: 2048, memoryMiB: 4096 }),
    command: [
      "retrain",
      "--symbols",
      settings.symbols.join(","),
      ...(keep === undefined ? [] : ["--prune", keep]),
    ],
    environment: {
      ...training.environment,
      // A JSON line for each symbol, from which the alarm below reads the age of its bars; with a queue, its length as well.
      RETRAIN_METRICS: "-",
      ...(record && { RETRAIN_RECORD: "1" }),
    },
    secrets: { ...training.secrets, ...(queue && { QUEUE_URL: queue.url }) },
  });
  mayPublish(task.taskRole, foundation.bundles, { prune: keep !== undefined });

  const own = new SecurityGroup(stack, "retrain-tasks", { vpc, description: "Retraining" });
  queue?.letIn(own, "the retraining");
  record?.letIn(own, "the retraining");
  new Schedule(stack, "retrain", {
    description: "Retraining an hour after New York has closed",
    // The zone's own clock: summer time moves it along with the exchange.
    schedule: ScheduleExpression.cron({
      minute: "0",
      hour: "17",
      weekDay: "MON-FRI",
      timeZone: TimeZone.AMERICA_NEW_YORK,
    }),
    target: new EcsRunFargateTask(cluster, {
      taskDefinition: task,
      assignPublicIp: true,
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      securityGroups: [own],
      maxEventAge: Duration.hours(2),
      retryAttempts: 2,
    }),
  });

  new Rule(stack, "retrain-failed", {
    description: "A retraining needs a person",
    eventPattern: {
      source: ["aws.ecs"],
      detailType: ["ECS Task State Change"],
      detail: {
        clusterArn: [cluster.clusterArn],
        lastStatus: ["STOPPED"],
        containers: { name: ["retrain"], exitCode: [{ "anything-but": [0] }] },
      },
    },
    targets: [
      new SnsTopic(alarms, {
        message: RuleTargetInput.fromText(
          "lstm-predict: a retraining ended with an error. Its log: /lstm-predict/retrain",
        ),
      }),
    ],
  });
  addAgeAlarm(shared, logGroup);
  return logGroup;
}

/** Age of the last bar that a model may know: a week and a long weekend. */
const MOST_DAYS = 10;
/** From Friday's run to Monday's are three days. */
const DAYS_WITHOUT_RUN = 4;

/** Raises the alarm when the bars of a symbol's newest model are too old, and when no retraining has told their age for days. */
function addAgeAlarm({ stack, alarms }: Shared, logGroup: LogGroup): void {
  const filter = new MetricFilter(stack, "bars-age", {
    logGroup,
    filterPattern: FilterPattern.numberValue("$.barsAgeDays", ">=", 0),
    metricNamespace: "lstm-predict",
    metricName: "BarsAgeDays",
    metricValue: "$.barsAgeDays",
  });
  filter
    .metric({ period: Duration.days(1), statistic: Stats.MAXIMUM })
    .createAlarm(stack, "model-age-alarm", {
      alarmDescription: `The newest model of a symbol knows no bar of the last ${MOST_DAYS} days, or no retraining has run for ${DAYS_WITHOUT_RUN} days`,
      threshold: MOST_DAYS,
      evaluationPeriods: DAYS_WITHOUT_RUN,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    })
    .addAlarmAction(new SnsAction(alarms));
}
