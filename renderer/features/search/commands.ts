/**
 * What can be done by typing it into the search box after a `>`.
 */
import { useMemo } from 'react';
import type { IconName } from '../../components/Icon.tsx';
import { useApp, useAttempt, useSnapshot, type App } from '../../state/app.tsx';

/** A command of the search box. */
export interface Command {
  readonly label: string;
  readonly icon: IconName;
  readonly run: (app: App) => unknown;
}

const always: readonly Command[] = [
  { label: 'Go to Overview', icon: 'overview', run: ({ navigation }) => navigation.go({ name: 'overview' }) },
  { label: 'Go to Sources', icon: 'sources', run: ({ navigation }) => navigation.go({ name: 'sources' }) },
  { label: 'Go to Settings', icon: 'settings', run: ({ navigation }) => navigation.go({ name: 'settings' }) },
  { label: 'Show what failed', icon: 'alert', run: ({ navigation }) => navigation.go({ name: 'failures' }) },
  { label: 'Check all sources now', icon: 'refresh', run: ({ client }) => client.sync.now() },
  { label: 'Retry what failed', icon: 'refresh', run: ({ client }) => client.sync.retry() },
  {
    label: 'Use the dark theme',
    icon: 'sparkle',
    run: ({ client }) => client.settings.set({ theme: 'dark' }),
  },
  {
    label: 'Use the light theme',
    icon: 'sparkle',
    run: ({ client }) => client.settings.set({ theme: 'light' }),
  },
];

const pausing: readonly Command[] = [
  { label: 'Pause syncing', icon: 'pause', run: ({ client }) => client.sync.pause({ minutes: null }) },
  {
    label: 'Pause syncing for an hour',
    icon: 'clock',
    run: ({ client }) => client.sync.pause({ minutes: 60 }),
  },
];
const resuming: readonly Command[] = [
  { label: 'Resume syncing', icon: 'play', run: ({ client }) => client.sync.resume() },
];

/** The commands that what is typed may mean; none where it isn't a command. */
export function useCommands(query: string): readonly Command[] {
  const paused = useSnapshot(({ sync }) => sync.phase === 'paused');
  return useMemo(() => {
    if (!query.startsWith('>')) return [];
    const words = query.slice(1).toLowerCase().split(/\s+/).filter(Boolean);
    return [...(paused ? resuming : pausing), ...always].filter(({ label }) =>
      words.every((word) => label.toLowerCase().includes(word)),
    );
  }, [query, paused]);
}

/** Runs a command and empties the box. */
export function useRunCommand(): (command: Command) => void {
  const app = useApp();
  const attempt = useAttempt();
  return (command) => {
    app.search.setQuery('');
    attempt(async () => {
      await command.run(app);
    });
  };
}
