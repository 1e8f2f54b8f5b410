import { Duration, TimeZone } from "aws-cdk-lib";
import { ComparisonOperator, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { SecurityGroup, SubnetType } from "aws-cdk-lib/aws-ec2";
import { Secret } from "aws-cdk-lib/aws-ecs";
import { Rule, RuleTargetInput } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import { FilterPattern, type LogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { Schedule, ScheduleExpression } from "aws-cdk-lib/aws-scheduler";
import { EcsRunFargateTask } from "aws-cdk-lib/aws-scheduler-targets";
import { Secret as StoredSecret } from "aws-cdk-lib/aws-secretsmanager";
import { mayPublish, PREFIX } from "./bundles-access.ts";
import type { Shared } from "./shared.ts";
import { ourTask } from "./task.ts";

/** `retrain` as a task of its own, an hour after New York has closed; a failed one raises the alarm. */
export function addRetraining(shared: Shared): void {
  const { stack, settings, foundation, vpc, cluster, alarms, imageTag } = shared;
  const { mlflow, keep } = settings;
  const token = mlflow?.tokenSecretArn;
  const { task, logGroup } = ourTask(stack, "retrain", {
    repository: foundation.train,
    imageTag,
    cpu: 2048,
    memoryMiB: 4096,
    command: [
      "retrain",
      "--symbols",
      settings.symbols.join(","),
      ...(keep === undefined ? [] : ["--prune", keep]),
    ],
    environment: {
      MODEL_STORE: `s3://${foundation.bundles.bucketName}/${PREFIX}`,
      AWS_REGION: settings.region,
      // A JSON line for each symbol, from which the alarm below reads the age of its bars.
      RETRAIN_METRICS: "-",
      ...(mlflow && { MLFLOW_TRACKING_URI: mlflow.uri }),
    },
    ...(token !== undefined && {
      secrets: {
        MLFLOW_TRACKING_TOKEN: Secret.fromSecretsManager(
          StoredSecret.fromSecretCompleteArn(stack, "MlflowToken", token),
        ),
      },
    }),
  });
  mayPublish(task.taskRole, foundation.bundles, { prune: keep !== undefined });

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
      securityGroups: [new SecurityGroup(stack, "retrain-tasks", { vpc, description: "Retraining" })],
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
