import { announceAlarms, type RaisedAlarm, type Store } from "@lstm-predict/track-record";
import { sendAlarm, type Webhook } from "./webhook.ts";

/** What an alarm means, in one sentence. */
export function describeAlarm({ symbol, horizon, date, suspicion }: RaisedAlarm): string {
  const intervals = `the 90 % intervals ${horizon === 1 ? "" : `${horizon} sessions ahead `}`;
  const what =
    suspicion === "tooNarrow"
      ? `${intervals}missed more often than one day in ten: a retraining is due`
      : `${intervals}held more often than they promise: they are too wide`;
  return `Alarm of ${symbol} on ${date}: ${what}.`;
}

/**
 * Tells the alarms of champions that nobody was told of: to `onAlarm`, and to a webhook if there is one.
 *
 * @throws JobError `webhook`; the alarm and those after it are told next time
 */
export async function announce(
  record: Store,
  {
    webhook,
    onAlarm,
    signal,
  }: {
    webhook?: Webhook | undefined;
    onAlarm: (sentence: string) => void;
    signal?: AbortSignal | undefined;
  },
): Promise<RaisedAlarm[]> {
  return announceAlarms(record, async (alarm) => {
    onAlarm(describeAlarm(alarm));
    if (webhook) await sendAlarm(webhook, alarm, { signal });
  });
}
