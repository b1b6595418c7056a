/**
 * The providers of an engine: the one on this machine, and one elsewhere that may be chosen instead. To everybody who
 * looks at processes it is one provider; whoever embeds takes the active one and keeps it for as long as that lasts.
 */
import type {
  EmbeddedDocuments,
  EmbedderEvent,
  EmbeddingProvider,
  ProviderLimits,
  ProviderStatus,
} from './provider.ts';

/** Delegates to the active provider; processes are those of all. */
export class ProviderSwitch implements EmbeddingProvider {
  /** The provider on this machine. */
  readonly local: EmbeddingProvider;
  private other: EmbeddingProvider | null = null;
  private chosen: EmbeddingProvider;

  constructor(local: EmbeddingProvider) {
    this.local = local;
    this.chosen = local;
  }

  /** The provider elsewhere; null where there is none. */
  get elsewhere(): EmbeddingProvider | null {
    return this.other;
  }

  get active(): EmbeddingProvider {
    return this.chosen;
  }

  /** Chooses. What was asked of the provider before is still answered by it. */
  choose(elsewhere: EmbeddingProvider | null, active: 'local' | 'elsewhere'): void {
    this.other = elsewhere;
    this.chosen = active === 'elsewhere' && elsewhere ? elsewhere : this.local;
  }

  get provider(): string {
    return this.chosen.provider;
  }

  get model(): string {
    return this.chosen.model;
  }

  get dimensions(): number {
    return this.chosen.dimensions;
  }

  get capacity(): number {
    return this.chosen.capacity;
  }

  embedDocuments(texts: readonly string[], signal: AbortSignal): Promise<EmbeddedDocuments> {
    return this.chosen.embedDocuments(texts, signal);
  }

  embedQuery(text: string, signal: AbortSignal): Promise<Float32Array> {
    return this.chosen.embedQuery(text, signal);
  }

  status(): ProviderStatus {
    return { ...this.local.status(), failure: this.chosen.status().failure };
  }

  /** Only providers on this machine have something that happens to processes. */
  onEvent(listener: (event: EmbedderEvent) => void): () => void {
    return this.local.onEvent(listener);
  }

  start(): void {
    this.chosen.start();
  }

  retry(): void {
    this.local.retry();
    this.other?.retry();
  }

  configure(limits: ProviderLimits): void {
    this.local.configure(limits);
  }

  suspend(): void {
    this.local.suspend();
    this.other?.suspend();
  }

  resume(): void {
    this.local.resume();
    this.other?.resume();
  }

  async stop(graceMs: number): Promise<void> {
    await Promise.all([this.local.stop(graceMs), this.other?.stop(graceMs)]);
  }
}
