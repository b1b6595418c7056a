/**
 * What a user can set, as the window shows and changes it.
 */
import { z } from 'zod';

/** A fresh embedder with the bundled model needs about this much, in MB: below it no ceiling can hold. */
export const LEAST_CEILING_MB = 200;

/** How much of the machine embedding may take. */
export const paces = ['gentle', 'balanced', 'full'] as const;

/** The settings of the app. */
export const settingsSchema = z.strictObject({
  /** The most resident memory that one embedder may have, in MB. */
  memoryCeilingMb: z.int().min(LEAST_CEILING_MB).max(65_536),
  pace: z.enum(paces),
  /** Embed gently while the machine runs on battery. */
  gentleOnBattery: z.boolean(),
  /** Whose vectors are searched and made. */
  provider: z.enum(['local', 'voyage']),
  theme: z.enum(['system', 'light', 'dark']),
  /** Closing the window leaves sync running in the tray. */
  closeToTray: z.boolean(),
  startAtLogin: z.boolean(),
  notifications: z.boolean(),
});
export type AppSettings = z.infer<typeof settingsSchema>;
