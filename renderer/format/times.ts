/**
 * Times as people say them. All in ms since 1970, shown in the machine's own time zone.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** As the system's locale has it: 24 hours or 12, never with a zero before a single digit of 12. */
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
/** The window is in English; of the English ways this one has months of three letters. */
const shortMonth = new Intl.DateTimeFormat('en-US', { month: 'short' });
const longMonth = new Intl.DateTimeFormat('en-US', { month: 'long' });

/** Time left, as a sentence begins: `A few seconds left`, `About 14 minutes left`. */
export function formatTimeLeft(seconds: number): string {
  return seconds < 10 ? 'A few seconds left' : `About ${formatDuration(seconds)} left`;
}

/** A span: `a few seconds`, `14 minutes`, `3 h 20 min`, `2 days`. Coarse on purpose: it is an estimate. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 55) return `${Math.ceil(seconds / 10) * 10} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes <= 1) return '1 minute';
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    const rest = Math.round((minutes % 60) / 10) * 10;
    if (rest === 60) return `${hours + 1} h`;
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  }
  const days = Math.round(hours / 24);
  return days === 1 ? '1 day' : `${days} days`;
}

/** How long ago: `just now`, `4 min ago`, `3 h ago`, `yesterday`, `12 Mar`, `12 Mar 2024`. */
export function formatAgo(time: number, now: number): string {
  const passed = now - time;
  if (passed < MINUTE) return 'just now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min ago`;
  if (passed < DAY && new Date(time).getDate() === new Date(now).getDate())
    return `${Math.floor(passed / HOUR)} h ago`;
  if (passed < 2 * DAY && new Date(now - DAY).getDate() === new Date(time).getDate()) return 'yesterday';
  return formatDay(time, now);
}

/** `12 Mar`, with the year where it isn't this one. */
export function formatDay(time: number, now: number): string {
  const date = new Date(time);
  const day = `${date.getDate()} ${shortMonth.format(date)}`;
  return date.getFullYear() === new Date(now).getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

/** The hour and minute, and the seconds where they matter. */
export function formatClock(time: number, seconds = false): string {
  return (seconds ? clockWithSeconds : clock).format(time);
}

/** Everything about a moment: `3 December 2025, 9:14 AM`. */
export function formatExact(time: number): string {
  const date = new Date(time);
  return `${date.getDate()} ${longMonth.format(date)} ${date.getFullYear()}, ${clock.format(date)}`;
}
