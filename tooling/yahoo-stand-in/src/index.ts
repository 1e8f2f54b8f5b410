export { answer, type Question, type Quirks, type Reply } from "./answer.ts";
export { chartAnswer, refusal } from "./chart-answer.ts";
export { EXCHANGES, type Exchange, secondsAt } from "./exchange.ts";
export { type Fault, type Faults, randomFaults } from "./faults.ts";
export {
  type Dividend,
  type Market,
  type Session,
  type Split,
  sampleMarket,
  sampleSessions,
} from "./market.ts";
export { type ChartRow, type SeenMarket, seenAt } from "./seen-at.ts";
export { type Asked, redirecting, type StandIn, type StandInOptions, startStandIn } from "./server.ts";
export { vixMarket } from "./vix-market.ts";
