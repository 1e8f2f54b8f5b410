/** How long a protection lasts that is not renewed: longer than any job. */
const EXPIRES_MINUTES = 60;
const RENEW_MS = (EXPIRES_MINUTES / 2) * 60_000;
/** A worker that has just ended a job takes the next one: only one that stays idle may be ended. */
const IDLE_MS = 30_000;
const LOOK_MS = 250;
const ANSWER_MS = 5000;
const AGAIN_MS = 15_000;

/** Options of `protectTask`. */
export interface ProtectionOptions {
  /** ECS_AGENT_URI, which Amazon ECS sets in the containers of a task. */
  agent: string;
  /** Whether the worker has jobs. */
  isBusy(): boolean;
  /** Called when the agent refuses or does not answer, once until it answers again. */
  onNote(note: string): void;
  idleMs?: number;
  lookMs?: number;
  againMs?: number;
}

/**
 * Protects the task of this worker on Amazon ECS from scaling in while it has jobs, until it is disposed of.
 *
 * A refusal is no failure: a task that ends hands its jobs back.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection-endpoint.html
 */
export function protectTask(options: ProtectionOptions): Disposable {
  const { agent, isBusy, onNote, idleMs = IDLE_MS, lookMs = LOOK_MS, againMs = AGAIN_MS } = options;
  let busyAt = Number.NEGATIVE_INFINITY;
  /** What was said last, and when to say it again. */
  let said = false;
  let due = Number.POSITIVE_INFINITY;
  let isRefused = false;
  let timer: NodeJS.Timeout;

  const look = async () => {
    const now = performance.now();
    if (isBusy()) busyAt = now;
    const wanted = now - busyAt < idleMs;
    if (wanted !== said) [said, due] = [wanted, now];
    if (now < due) return;
    const refusal = await setProtection(agent, wanted);
    if (refusal !== undefined && !isRefused)
      onNote(`the agent of Amazon ECS does not change this task's protection: ${refusal}`);
    isRefused = refusal !== undefined;
    due = performance.now() + (isRefused ? againMs : wanted ? RENEW_MS : Number.POSITIVE_INFINITY);
  };
  let isDisposed = false;
  const next = () => {
    timer = setTimeout(() => look().finally(() => isDisposed || next()), lookMs).unref();
  };
  next();
  return {
    [Symbol.dispose]: () => {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}

/** Sets or removes the protection; why not, if the agent refuses or does not answer. */
async function setProtection(agent: string, isWanted: boolean): Promise<string | undefined> {
  try {
    const answer = await fetch(`${agent}/task-protection/v1/state`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ProtectionEnabled: isWanted,
        ...(isWanted && { ExpiresInMinutes: EXPIRES_MINUTES }),
      }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { protection, failure, error } = (await answer.json()) as Answer;
    if (answer.ok && protection) return undefined;
    return failure?.Reason ?? error?.Message ?? `status ${answer.status}`;
  } catch (error) {
    return (error as Error).message;
  }
}

interface Answer {
  protection?: object;
  failure?: { Reason?: string };
  error?: { Message?: string };
}
