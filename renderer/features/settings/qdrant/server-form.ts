/**
 * What is typed of a server, and the settings that it comes to.
 */
import { qdrantSettingsSchema, type QdrantSettings } from '../../../../electron/shared/contract/settings.ts';
import type { Choice } from '../../../components/Menu.tsx';

/** A server as it is typed. An empty key means the one that is kept. */
export interface ServerForm extends Omit<QdrantSettings, 'machine'> {
  readonly key: string;
  /** Empty for the machine's own name. */
  readonly machine: string;
}

/** Whose history a search goes through. */
export const searchChoices: readonly Choice<QdrantSettings['search']>[] = [
  { value: 'all', label: 'All machines' },
  { value: 'own', label: 'Only this one' },
];

/** The form that the settings in use begin with, or none. */
export function formOf(settings: QdrantSettings | null): ServerForm {
  const { machine = '', ...rest } = settings ?? qdrantSettingsSchema.parse({ url: 'http://127.0.0.1:6333' });
  return { ...rest, url: settings?.url ?? '', machine, key: '' };
}

/** What is asked of the app. Addresses are trimmed; one without a scheme is one with https, but on this machine. */
export function serverOf({ key, machine, url, ...rest }: ServerForm): {
  settings: QdrantSettings;
  key?: string;
} {
  const addresses = url
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '')
    .map((address) => (/^[a-z]+:\/\//i.test(address) ? address : `${schemeFor(address)}${address}`));
  return {
    settings: {
      ...rest,
      url: addresses.join(','),
      ...(machine.trim() === '' ? {} : { machine: machine.trim() }),
    },
    ...(key.trim() === '' ? {} : { key: key.trim() }),
  };
}

function schemeFor(address: string): string {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:|\/|$)/.test(address) ? 'http://' : 'https://';
}
