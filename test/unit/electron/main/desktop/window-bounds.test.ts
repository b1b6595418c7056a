import { describe, expect, test } from 'vitest';
import { boundsToOpen, SMALLEST } from '../../../../../electron/main/desktop/window-bounds.ts';

const DISPLAY = { x: 0, y: 0, width: 1_920, height: 1_080 };
const SECOND = { x: 1_920, y: 0, width: 1_280, height: 1_024 };

describe('where the window opens', () => {
  test('where it was', () => {
    const saved = { x: 2_000, y: 50, width: 1_000, height: 700, maximized: true };
    expect(boundsToOpen(saved, [DISPLAY, SECOND])).toEqual(saved);
  });

  test('where the system puts it, when its display is gone', () => {
    const saved = { x: 2_000, y: 50, width: 1_000, height: 700, maximized: false };
    expect(boundsToOpen(saved, [DISPLAY])).toEqual({ width: 1_000, height: 700, maximized: false });
  });

  test('not where only a sliver could be seen', () => {
    const saved = { x: 1_900, y: 1_000, width: 1_000, height: 700, maximized: false };
    expect(boundsToOpen(saved, [DISPLAY])).not.toHaveProperty('x');
  });

  test('never smaller than it can be used', () => {
    expect(boundsToOpen({ x: 0, y: 0, width: 10, height: 10, maximized: false }, [DISPLAY])).toMatchObject(
      SMALLEST,
    );
  });

  test.each([undefined, null, 'nonsense', { width: 'wide' }, { x: 1, y: 1 }])(
    'in its first size when %j is what was kept',
    (saved) => {
      expect(boundsToOpen(saved, [DISPLAY])).toEqual({ width: 1_120, height: 760, maximized: false });
    },
  );
});
