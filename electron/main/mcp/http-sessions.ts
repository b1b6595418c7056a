/**
 * The sessions that are held: a bounded number, none for long that nobody uses. One that is no longer held is taken up
 * again when its client goes on, so that neither that nor a restart of the app is noticed: clients are told with 404 to
 * begin anew, and not all do (github.com/anthropics/claude-code/issues/60949 and others).
 */
import { HttpSession } from './http-session.ts';
import type { McpServerOptions } from './mcp-server.ts';
import { createSessionId, isSessionId } from './session-id.ts';

/** What is held at once: each is a server with its tools. */
export const SESSIONS_AT_MOST = 32;

/** How long one is held that nobody uses or listens to, in ms. */
export const IDLE_MS = 30 * 60_000;

/** Ids that are remembered as ended by their client. */
const ENDED_AT_MOST = 256;

/** Sessions of the clients that carry one token. */
export class HttpSessions {
  private readonly now: () => number;
  /** The one that was used longest ago first. */
  private readonly held = new Map<string, HttpSession>();
  private readonly takenUp = new Map<string, Promise<HttpSession | undefined>>();
  private readonly ended = new Set<string>();
  private token: string | null = null;

  constructor(now: () => number) {
    this.now = now;
  }

  /** How many are held. */
  get size(): number {
    return this.held.size;
  }

  /** Only sessions of this token hold from now on; of none with null. */
  async bindTo(token: string | null): Promise<void> {
    if (token === this.token) return;
    this.token = token;
    await this.closeAll();
  }

  /** A new session; undefined where all that are held are busy. Its client is to say `initialize`, then it is kept. */
  async open(token: string, options: McpServerOptions): Promise<HttpSession | undefined> {
    return this.hasRoom() ? HttpSession.open(createSessionId(token), options) : undefined;
  }

  /**
   * Holds a session that has begun, or is used again, and lets another go where there are too many. False where its
   * token holds no more.
   */
  async keep(session: HttpSession): Promise<boolean> {
    this.held.delete(session.id);
    if (this.token === null || !isSessionId(session.id, this.token)) {
      await session.close();
      return false;
    }
    session.usedAt = this.now();
    this.held.set(session.id, session);
    while (this.held.size > SESSIONS_AT_MOST && this.hasRoom(session)) await this.drop(this.free(session));
    return true;
  }

  /** Whether an id is one of a session that its client has not ended. */
  knows(id: string, token: string): boolean {
    return isSessionId(id, token) && !this.ended.has(id);
  }

  /** The session of an id that is known; undefined where all that are held are busy. */
  async get(id: string, options: () => Promise<McpServerOptions>): Promise<HttpSession | undefined> {
    const session = this.held.get(id) ?? (await this.takeUp(id, options));
    return session && (await this.keep(session)) ? session : undefined;
  }

  /** Its client has ended a session: there is none of this id any more. */
  async end(id: string): Promise<void> {
    this.ended.add(id);
    const [oldest] = this.ended;
    if (this.ended.size > ENDED_AT_MOST && oldest !== undefined) this.ended.delete(oldest);
    await this.drop(this.held.get(id));
  }

  /** Lets go of those that nobody has used for long and nobody listens to. */
  async closeIdle(): Promise<void> {
    const before = this.now() - IDLE_MS;
    const idle = [...this.held.values()].filter(
      ({ usedAt, busy, listenedTo }) => usedAt <= before && !busy && !listenedTo,
    );
    await Promise.all(idle.map((session) => this.drop(session)));
  }

  /** Lets go of all. */
  async closeAll(): Promise<void> {
    await Promise.all([...this.held.values()].map((session) => this.drop(session)));
  }

  /** Requests of one session that come at once take it up once. */
  private async takeUp(
    id: string,
    options: () => Promise<McpServerOptions>,
  ): Promise<HttpSession | undefined> {
    const begun = this.takenUp.get(id);
    if (begun) return begun;
    const taking = this.hasRoom()
      ? options().then((known) => HttpSession.takeUp(id, known))
      : Promise.resolve(undefined);
    this.takenUp.set(id, taking);
    try {
      return await taking;
    } finally {
      this.takenUp.delete(id);
    }
  }

  private hasRoom(besides?: HttpSession): boolean {
    return this.held.size < SESSIONS_AT_MOST || this.free(besides) !== undefined;
  }

  /** The one to let go of: of those that answer nothing, the oldest that nobody listens to, or else the oldest. */
  private free(besides: HttpSession | undefined): HttpSession | undefined {
    const free = [...this.held.values()].filter((session) => !session.busy && session !== besides);
    return free.find(({ listenedTo }) => !listenedTo) ?? free[0];
  }

  private async drop(session: HttpSession | undefined): Promise<void> {
    if (!session) return;
    this.held.delete(session.id);
    await session.close();
  }
}
