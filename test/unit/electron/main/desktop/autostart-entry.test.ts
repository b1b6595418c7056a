import { describe, expect, test } from 'vitest';
import { autostartEntry } from '../../../../../electron/main/desktop/autostart-entry.ts';

function execOf(command: readonly string[]): string | undefined {
  return /^Exec=(.*)$/m.exec(autostartEntry(command))?.[1];
}

describe('the autostart entry', () => {
  test('runs the command', () => {
    expect(execOf(['/usr/bin/recollect', '--hidden'])).toBe('"/usr/bin/recollect" "--hidden"');
  });

  test('keeps spaces, quotes, dollars and percent signs of a path', () => {
    expect(execOf(['/opt/My "App"/$x/50%'])).toBe('"/opt/My \\\\"App\\\\"/\\\\$x/50%%"');
  });

  test('is one group that ends with a line end', () => {
    const text = autostartEntry(['recollect']);
    expect(text.startsWith('[Desktop Entry]\nType=Application\n')).toBe(true);
    expect(text.endsWith('\n')).toBe(true);
  });
});
