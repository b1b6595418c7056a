/** The path of an Electron binary that is there; null if there is none. */
export function installedElectron(environment?: NodeJS.ProcessEnv): string | null;

/** The same, after a download where the package has not got its binary yet; null where that fails. */
export function downloadedElectron(): Promise<string | null>;

/** Whether windows can be shown here. */
export function hasDisplay(environment?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): boolean;
