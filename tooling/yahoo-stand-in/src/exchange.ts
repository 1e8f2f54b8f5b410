/** When and where an exchange trades. */
export interface Exchange {
  /** Yahoo's name of the exchange. */
  name: string;
  timeZone: string;
  currency: string;
  /** Local times of the regular session, "HH:MM". */
  open: string;
  close: string;
  /** Whether it also trades on Saturdays and Sundays. */
  everyDay: boolean;
}

/** Exchanges in several time zones. */
export const EXCHANGES = {
  newYork: {
    name: "NMS",
    timeZone: "America/New_York",
    currency: "USD",
    open: "09:30",
    close: "16:00",
    everyDay: false,
  },
  chicago: {
    name: "CXI",
    timeZone: "America/Chicago",
    currency: "USD",
    open: "08:30",
    close: "15:15",
    everyDay: false,
  },
  saoPaulo: {
    name: "SAO",
    timeZone: "America/Sao_Paulo",
    currency: "BRL",
    open: "10:00",
    close: "17:00",
    everyDay: false,
  },
  frankfurt: {
    name: "GER",
    timeZone: "Europe/Berlin",
    currency: "EUR",
    open: "09:00",
    close: "17:30",
    everyDay: false,
  },
  hongKong: {
    name: "HKG",
    timeZone: "Asia/Hong_Kong",
    currency: "HKD",
    open: "09:30",
    close: "16:00",
    everyDay: false,
  },
  crypto: {
    name: "CCC",
    timeZone: "UTC",
    currency: "USD",
    open: "00:00",
    close: "23:59",
    everyDay: true,
  },
} satisfies Record<string, Exchange>;

const instants = new Map<string, number>();

/** Unix seconds of local `date` and `time` in `timeZone`, with daylight saving time. */
export function secondsAt(date: string, time: string, timeZone: string): number {
  const key = `${date}T${time}:00Z ${timeZone}`;
  const known = instants.get(key);
  if (known !== undefined) return known; // Intl is slow, and the same history is requested many times
  const asUtc = Date.parse(`${date}T${time}:00Z`) / 1000;
  const seconds = asUtc - offsetSeconds(asUtc - offsetSeconds(asUtc, timeZone), timeZone);
  instants.set(key, seconds);
  return seconds;
}

/** Offset of the zone from UTC in seconds, positive east, as Yahoo's gmtoffset. */
export function offsetSeconds(seconds: number, timeZone: string): number {
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(
    zoneName(seconds, timeZone, "longOffset"),
  )!;
  return sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 3600 + Number(minutes) * 60);
}

/** Abbreviation of the zone, such as "EDT" or "CET", as Yahoo's timezone. */
export function abbreviation(seconds: number, timeZone: string): string {
  return zoneName(seconds, timeZone, "short");
}

type NameStyle = "short" | "longOffset";
const formats = new Map<string, Intl.DateTimeFormat>();

function zoneName(seconds: number, timeZone: string, style: NameStyle): string {
  const key = `${timeZone} ${style}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: style });
  formats.set(key, format);
  return format.formatToParts(seconds * 1000).find(({ type }) => type === "timeZoneName")!.value;
}
