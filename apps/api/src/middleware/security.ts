import type { RequestHandler } from "express";
import helmet from "helmet";

/** For answers that are data: a browser may load nothing, run nothing, and show them in no frame. */
const NOTHING = {
  defaultSrc: ["'none'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
};

export function securityHeaders(): RequestHandler {
  return helmet({ contentSecurityPolicy: { useDefaults: false, directives: NOTHING } });
}

/** For the dashboard: scripts, styles, images and requests from and to this server alone. */
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
 * For the two documentation pages: everything from this server. Both pages set inline styles, and ReDoc searches in a worker
 * made from a blob.
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
