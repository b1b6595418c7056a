/**
 * Sets up the providers as the settings say: which one embeds, how hard this machine works for it, and Voyage by its
 * present rules.
 */
import { isDeepStrictEqual } from 'node:util';
import type { AppSettings } from '../../shared/contract/settings.ts';
import type { LeftOut } from '../library/left-out.ts';
import type { LibraryReader } from '../library/library.ts';
import { effortOf } from '../settings/pace.ts';
import { defaultSettings, type RunSettings } from '../settings/settings.ts';
import type { EmbeddingProvider } from './provider.ts';
import { ProviderSwitch } from './provider-switch.ts';
import { VoyageAccess, type VoyageMeans } from './voyage/voyage-access.ts';

/** What is chosen from. */
export interface ProviderChoiceParts {
  readonly library: LibraryReader;
  /** Who embeds on this machine. */
  readonly local: EmbeddingProvider;
  readonly voyage: VoyageMeans;
  readonly settings: RunSettings;
  /** The machine's. */
  readonly cores: number;
}

/** The providers, chosen anew whenever settings or power change. */
export class ProviderChoice {
  /** All providers; the active one embeds what is new. */
  readonly providers: ProviderSwitch;
  private readonly parts: ProviderChoiceParts;
  private settings: RunSettings;
  private onBattery = false;
  private access: VoyageAccess;

  constructor(parts: ProviderChoiceParts) {
    this.parts = parts;
    this.settings = parts.settings;
    this.providers = new ProviderSwitch(parts.local);
    this.access = this.openAccess();
    this.choose();
  }

  /** Voyage with the settings as they are now. */
  get voyage(): VoyageAccess {
    return this.access;
  }

  /** What no provider elsewhere gets. */
  get leftOut(): LeftOut {
    const { excludedProjects: projects, excludedSources: sources } = this.voyageSettings();
    return { projects, sources };
  }

  /** Other settings hold from now on. Says whether another provider is active, or the same one by other rules. */
  configure(settings: RunSettings): boolean {
    const before = { provider: this.settings.provider, voyage: this.voyageSettings() };
    this.settings = settings;
    this.limit();
    const changed = !isDeepStrictEqual(before.voyage, this.voyageSettings());
    if (changed) this.access = this.openAccess();
    if (!changed && before.provider === settings.provider) return false;
    this.choose(changed);
    return true;
  }

  /** The machine went on battery, or back on mains. */
  power({ onBattery }: { readonly onBattery: boolean }): void {
    this.onBattery = onBattery;
    this.limit();
  }

  /** Whether the active provider costs money that the user has not agreed to. */
  async wantsConsent(): Promise<boolean> {
    return this.settings.provider === 'voyage' && (await this.voyage.whyAsk()) !== null;
  }

  private voyageSettings(): AppSettings['voyage'] {
    return this.settings.voyage ?? defaultSettings.voyage;
  }

  private openAccess(): VoyageAccess {
    const { library, voyage: means } = this.parts;
    return new VoyageAccess({ library, means, settings: this.voyageSettings() });
  }

  /** `anew`: settings of Voyage have changed, so its provider is another. */
  private choose(anew = false): void {
    const elsewhere = anew ? null : this.providers.elsewhere;
    this.providers.choose(
      elsewhere ?? this.access.provider(),
      this.settings.provider === 'voyage' ? 'elsewhere' : 'local',
    );
  }

  private limit(): void {
    const { memoryCeilingMb: ceilingMb } = this.settings;
    const effort = effortOf(this.settings, { onBattery: this.onBattery, cores: this.parts.cores });
    this.providers.configure({ ceilingMb, ...effort });
  }
}
