/**
 * Where the window opens: where it was, if that can still be seen. Pure.
 */
import { z } from 'zod';

/** A rectangle in device-independent pixels. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is remembered of the window. */
export const windowBoundsSchema = z.strictObject({
  x: z.int().optional(),
  y: z.int().optional(),
  width: z.int(),
  height: z.int(),
  maximized: z.boolean(),
});
export type WindowBounds = z.infer<typeof windowBoundsSchema>;

export const SMALLEST = { width: 760, height: 520 } as const;
const FIRST: WindowBounds = { width: 1_120, height: 760, maximized: false };

/** Pixels of the window that must be on a display in each direction, so that it can be seen and moved. */
const VISIBLE = 80;

/** The bounds to open with. `saved` is what was stored, whatever it is; `workAreas` are those of all displays. */
export function boundsToOpen(saved: unknown, workAreas: readonly Rectangle[]): WindowBounds {
  const parsed = windowBoundsSchema.safeParse(saved);
  if (!parsed.success) return FIRST;
  const { x, y, maximized } = parsed.data;
  const width = Math.max(SMALLEST.width, parsed.data.width);
  const height = Math.max(SMALLEST.height, parsed.data.height);
  const seen =
    x !== undefined &&
    y !== undefined &&
    workAreas.some(
      (area) =>
        overlap(x, width, area.x, area.width) >= VISIBLE &&
        overlap(y, height, area.y, area.height) >= VISIBLE,
    );
  return seen ? { x, y, width, height, maximized } : { width, height, maximized };
}

function overlap(start: number, length: number, areaStart: number, areaLength: number): number {
  return Math.min(start + length, areaStart + areaLength) - Math.max(start, areaStart);
}
