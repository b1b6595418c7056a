/**
 * Of which original files a copy is kept.
 */
import type { FormatName } from '../../shared/conversation.ts';
import type { AppSettings } from '../../shared/contract/settings.ts';

/**
 * Whose programs delete their histories, both after 30 days unless they are told otherwise:
 * https://docs.anthropic.com/en/docs/claude-code/settings (`cleanupPeriodDays`),
 * https://geminicli.com/docs/cli/session-management (`sessionRetention`).
 */
const DELETED_BY_VENDOR: readonly FormatName[] = ['claude-code', 'gemini'];

/** Databases: they are written all over all the time, their text is not what is in one file, and nobody deletes them. */
export const NEVER_COPIED: readonly FormatName[] = ['opencode', 'cursor'];

/** The formats of files that are copied by a setting: null for all, none where nothing is copied. */
export function copiedFormats(setting: AppSettings['keepOriginals']): readonly FormatName[] | null {
  switch (setting) {
    case 'none':
      return [];
    case 'deleted-by-vendor':
      return DELETED_BY_VENDOR;
    case 'all':
      return null;
  }
}
