import { init } from "/redoc/redoc.standalone.js";

// A documentation page has no business reporting its readers' visits.
init("/openapi.json", { disableTelemetry: true });
