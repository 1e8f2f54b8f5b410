import { displayPath } from "@lstm-predict/storage";
import { runningServer } from "@lstm-predict/tracking";
import { type Command, InvalidArgumentError } from "commander";
import { interruptible } from "../interrupt.ts";
import { runServer } from "../mlflow-server.ts";
import { paths } from "../settings/paths.ts";
import type { Terminal } from "../terminal/terminal.ts";

const EXAMPLES = `
While it runs, train and backtest send their runs to it. To use another server, set MLFLOW_TRACKING_URI.

Examples:
  $ pnpm mlflow
  $ pnpm mlflow --port 5001`;

export function addMlflowCommand(program: Command, terminal: Terminal): void {
  program
    .command("mlflow")
    .description("start the MLflow UI on the runs of this project, until Ctrl-C")
    .option("--port <port>", "port to listen on", asPort, 5000)
    .addHelpText("after", EXAMPLES)
    .action(({ port }: { port: number }) => serve(terminal, port));
}

async function serve(terminal: Terminal, port: number): Promise<void> {
  const running = runningServer(paths.mlruns);
  if (running) {
    terminal.result(`MLflow runs already: ${running.url}`);
    return;
  }
  terminal.note("starting MLflow, which takes half a minute");
  await interruptible((signal) =>
    runServer({ port, signal, onNote: (note) => terminal.note(note) }, (url) => {
      terminal.result(`MLflow    ${url}\nRuns      ${displayPath(paths.mlruns)}\n\nCtrl-C ends it.`);
    }),
  );
}

function asPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError("Expected a port from 1 to 65535.");
}
