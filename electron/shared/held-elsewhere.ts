/**
 * Says of a conversation that it is read from a server.
 */

/** A sentence that names the machines that have a conversation, where this one has not. */
export function heldElsewhere(machines: readonly string[]): string {
  const names = new Intl.ListFormat('en', { type: 'conjunction' }).format(machines);
  return `This conversation is on ${names}, not on this machine. Shown is what the Qdrant server has of it: what was said, without tool calls.`;
}
