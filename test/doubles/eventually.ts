/** Waits until `check` gives something true; fails with the last thing that it gave. */
export async function eventually<Value>(
  check: () => Value | Promise<Value>,
  withinMs = 60_000,
): Promise<Exclude<Value, false | undefined>> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await check();
    if (value) return value as Exclude<Value, false | undefined>;
    if (Date.now() > deadline) throw new Error(`It did not come about: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
