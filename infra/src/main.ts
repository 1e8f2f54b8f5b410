import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createApp } from "./app.ts";
import { readSettings, SettingsError } from "./settings.ts";

/** `pnpm infra synth [settings.json]`: writes the CloudFormation templates to infra/cdk.out, without a network. */
const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

try {
  const { app } = createApp(readSettings(process.argv[2] ?? here("settings.json")), here("cdk.out"));
  for (const { stackName, templateFullPath, template } of app.synth().stacks) {
    const resources = Object.keys(template.Resources).length;
    process.stdout.write(
      `${stackName}: ${resources} resources, ${relative(process.cwd(), templateFullPath)}\n`,
    );
  }
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
