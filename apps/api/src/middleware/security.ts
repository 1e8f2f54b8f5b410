import type { RequestHandler } from "express";
import helmet from "helmet";

/** Answers are data: a browser that shows one may load and run nothing, and nobody may frame it. */
const NOTHING = {
  defaultSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
};

export function securityHeaders(): RequestHandler {
  return helmet({ contentSecurityPolicy: { useDefaults: false, directives: NOTHING } });
}

/** For the dashboard, whose scripts and styles are files of this server, and which asks nobody else. */
export function dashboardPolicy(): RequestHandler {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      ...NOTHING,
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
    },
  });
}

/**
 * For the two documentation pages: all comes from here, both set styles of their own, and ReDoc searches in a worker made
 * of a blob.
 */
export function docsPolicy(): RequestHandler {
  return helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      ...NOTHING,
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", "data:"],
      fontSrc: ["'self'", "data:"],
      connectSrc: ["'self'"],
      workerSrc: ["blob:"],
    },
  });
}
