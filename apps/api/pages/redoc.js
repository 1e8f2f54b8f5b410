import { init } from "./redoc.standalone.js";

// ReDoc would resolve the addresses of servers against this page instead of the document, which is wrong under a prefix.
const address = new URL("../openapi.json", import.meta.url);
const document = await (await fetch(address)).json();
document.servers = document.servers.map((server) => ({
  ...server,
  url: new URL(server.url, address).href.replace(/\/$/, ""),
}));
// A documentation page has no business reporting its readers' visits.
init(document, { disableTelemetry: true, downloadUrls: [{ url: address.href }] });
