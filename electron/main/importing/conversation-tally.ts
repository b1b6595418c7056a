/**
 * Counts the conversations of a backlog that are done. The backlog gives them one after the other, and its texts come
 * back in any order: a conversation is done when the backlog has passed it and none of its texts is left.
 */
export class ConversationTally {
  private readonly open = new Map<number, number>();
  private current: number | null = null;
  private count = 0;

  /** Conversations that are done. */
  get done(): number {
    return this.count;
  }

  /** Takes note of the next text of the backlog, which belongs to this conversation. */
  expect(conversation: number): void {
    if (this.current !== conversation) this.pass();
    this.current = conversation;
    this.open.set(conversation, (this.open.get(conversation) ?? 0) + 1);
  }

  /** The backlog goes on to another conversation, or has ended. */
  pass(): void {
    const passed = this.current;
    this.current = null;
    if (passed !== null) this.settle(passed);
  }

  /** A text of this conversation has its vector, is in quarantine, or is kept back. */
  finish(conversation: number): void {
    this.open.set(conversation, (this.open.get(conversation) ?? 0) - 1);
    if (conversation !== this.current) this.settle(conversation);
  }

  private settle(conversation: number): void {
    if ((this.open.get(conversation) ?? 0) > 0) return;
    this.open.delete(conversation);
    this.count += 1;
  }
}
