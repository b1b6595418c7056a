/** Calls back after some ms without keeping the process alive; the returned function calls that off. */
export function scheduleInBackground(callback: () => void, delayMs: number): () => void {
  const timer = setTimeout(callback, delayMs);
  timer.unref();
  return () => clearTimeout(timer);
}
