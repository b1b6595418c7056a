import type { Page } from 'playwright-core';

/**
 * Lets go of a file or folder over the window, as a person does. `meanwhile` happens while it is held over it, after
 * the last move.
 */
export async function drop(
  page: Page,
  path: string,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    devtools.send('Input.dispatchDragEvent', {
      type,
      x: 400,
      y: 300,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    });
  await drag('dragEnter');
  await drag('dragOver');
  await meanwhile();
  await drag('drop');
}
