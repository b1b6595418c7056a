/**
 * Where the histories of AI assistants lie on this machine.
 */
import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { FormatName } from '../../shared/conversation.ts';

/** A folder with histories. */
export interface DiscoveredSource {
  readonly path: string;
  readonly format: FormatName;
}

/** The folders that exist, by the environment's overrides or each vendor's default. */
export async function discoverSources(
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): Promise<DiscoveredSource[]> {
  // Claude Code: https://docs.anthropic.com/en/docs/claude-code/settings (CLAUDE_CONFIG_DIR)
  const claude = environment.CLAUDE_CONFIG_DIR ?? join(home, '.claude');
  const candidates: DiscoveredSource[] = [
    { path: join(claude, 'projects'), format: 'claude-code' },
    { path: join(claude, 'transcripts'), format: 'claude-code' },
  ];
  const found = await Promise.all(
    candidates.map(async (candidate) => {
      const stats = await stat(candidate.path).catch(() => null);
      return stats?.isDirectory() === true ? [candidate] : [];
    }),
  );
  return found.flat();
}
