export { type Fault, FaultProxy, type Seen } from "./fault-proxy.ts";
export { credentials, S3Server } from "./server.ts";
