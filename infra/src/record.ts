import { Duration, RemovalPolicy, SecretValue, Validations } from "aws-cdk-lib";
import { ComparisonOperator } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { InstanceClass, InstanceSize, InstanceType, Port, SubnetType } from "aws-cdk-lib/aws-ec2";
import { Secret } from "aws-cdk-lib/aws-ecs";
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  PostgresEngineVersion,
  StorageType,
} from "aws-cdk-lib/aws-rds";
import { Secret as StoredSecret } from "aws-cdk-lib/aws-secretsmanager";
import type { RecordSettings } from "./settings.ts";
import type { RecordDatabase, Shared } from "./shared.ts";

const PORT = 5433;
const USER = "lstm_predict";
const DATABASE = "record";
/** The least that RDS takes: at half a gigabyte a year for 500 symbols, it is enough. */
const STORAGE_GIB = 20;

/** The record on a PostgreSQL server that is there already, or on a new one. */
export function addRecord(shared: Omit<Shared, "record">, settings: RecordSettings): RecordDatabase {
  const { urlSecretArn } = settings;
  if (urlSecretArn === undefined) return addServer(shared, settings);
  const stored = StoredSecret.fromSecretCompleteArn(shared.stack, "RecordUrl", urlSecretArn);
  return { url: Secret.fromSecretsManager(stored), letIn: () => {} };
}

/** A small PostgreSQL in RDS: encrypted, TLS alone, without a public address, and with backups. It cannot be deleted by mistake. */
function addServer(
  { stack, vpc, alarms }: Omit<Shared, "record">,
  { backupDays, standby }: RecordSettings,
): RecordDatabase {
  const password = new StoredSecret(stack, "RecordPassword", {
    description: "Password of the record of forecasts",
    generateSecretString: { passwordLength: 48, excludePunctuation: true },
  });
  const server = new DatabaseInstance(stack, "record", {
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17_9 }),
    instanceType: InstanceType.of(InstanceClass.T4G, InstanceSize.MICRO),
    credentials: Credentials.fromPassword(USER, password.secretValue),
    databaseName: DATABASE,
    port: PORT,
    vpc,
    vpcSubnets: { subnetType: SubnetType.PUBLIC },
    publiclyAccessible: false,
    multiAz: standby,
    allocatedStorage: STORAGE_GIB,
    storageType: StorageType.GP3,
    storageEncrypted: true,
    parameters: { "rds.force_ssl": "1" },
    backupRetention: Duration.days(backupDays),
    copyTagsToSnapshot: true,
    deletionProtection: true,
    // Once the protection was taken off by hand: a last snapshot stays.
    removalPolicy: RemovalPolicy.SNAPSHOT,
  });
  const url = new StoredSecret(stack, "RecordUrl", {
    description: "TRACK_RECORD of API, retraining and workers",
    // CloudFormation puts the password in; the template has its name alone.
    secretStringValue: SecretValue.unsafePlainText(
      `postgres://${USER}:${password.secretValue.unsafeUnwrap()}@${server.dbInstanceEndpointAddress}:${PORT}/${DATABASE}?sslmode=verify-full`,
    ),
  });
  for (const secret of [password, url])
    Validations.of(secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason: "A new password is a deployment: the server has to take it at the same time as its clients.",
    });
  if (!standby)
    Validations.of(server).acknowledge({
      id: "AwsSolutions-RDS3",
      reason:
        "A standby doubles the bill. While the server is away, forecasts are served and wait to be recorded.",
    });
  server
    .metricFreeStorageSpace({ period: Duration.minutes(15) })
    .createAlarm(stack, "record-space-alarm", {
      alarmDescription: "The record of forecasts has less than 2 GB left",
      threshold: 2e9,
      evaluationPeriods: 2,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    })
    .addAlarmAction(new SnsAction(alarms));
  return {
    url: Secret.fromSecretsManager(url),
    letIn: (group, who) => server.connections.allowFrom(group, Port.tcp(PORT), who),
  };
}
