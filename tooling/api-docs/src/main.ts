import { fileURLToPath } from "node:url";
import { Application, TSConfigReader, TypeDocReader } from "typedoc";
import { unexported } from "./unexported.ts";

// `node src/main.ts [FOLDER]` writes pages about the library into FOLDER, by default build/api. Fails, and writes nothing, if an
// exported name has no docstring, if a type that one refers to is not exported, or if a link leads nowhere.
const here = fileURLToPath(new URL("..", import.meta.url));
const [out = fileURLToPath(new URL("../../../build/api", import.meta.url))] = process.argv.slice(2);
const app = await Application.bootstrap({ options: here, out }, [new TypeDocReader(), new TSConfigReader()]);
const project = await app.convert();
if (project) {
  app.validate(project);
  for (const { name, where } of unexported(app.serializer.projectToObject(project, here as never)))
    app.logger.error(
      `${name}, of which ${where} speaks, is not exported: add it to packages/lstm-predict/src/types.ts` as never,
    );
}
if (!project || app.logger.hasErrors() || app.logger.hasWarnings()) process.exitCode = 1;
else await app.generateDocs(project, out);
