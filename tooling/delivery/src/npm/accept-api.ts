import { REPORTS, reportApi } from "./api-reports.ts";
import { build, PUBLISHED } from "./pack.ts";

/** `pnpm --filter delivery accept-api`: writes the API reports of the published packages again, for the review of a change. */
for (const name of PUBLISHED) await build(name);
for (const each of REPORTS) {
  const { apiReportChanged } = reportApi(each, { accept: true });
  process.stdout.write(
    `packages/${each.name}/etc/${each.report}.api.md: ${apiReportChanged ? "written" : "unchanged"}\n`,
  );
}
