/**
 * A user of the desktop app: their data folder, and the app that runs over it.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, type TestedApp } from './desktop-app.ts';

const sample = join(import.meta.dirname, '..', '..', '..', 'resources', 'sample', 'projects');

/** One user, who has no history yet. */
export class DesktopWorld implements AsyncDisposable {
  /** The app's data folder; nothing makes it but the app, or a test. */
  readonly data: string;
  private readonly folder: string;
  private running: TestedApp | undefined;

  static async create(): Promise<DesktopWorld> {
    return new DesktopWorld(await mkdtemp(join(tmpdir(), 'recollect-desktop-')));
  }

  private constructor(folder: string) {
    this.folder = folder;
    this.data = join(folder, 'data');
  }

  /** Launches the app and waits for its window. `more`: variables of its environment. */
  async launch(more: Readonly<Record<string, string>> = {}): Promise<TestedApp> {
    this.running = await launch(this.data, [], more);
    return this.running;
  }

  /** The app has ended by itself: it needs no closing. */
  ended(): void {
    this.running = undefined;
  }

  /** A folder with copies of the sample's sessions, each with its own text. */
  async histories(copies: number): Promise<string> {
    const path = join(this.folder, 'histories');
    await mkdir(path);
    for (let copy = 0; copy < copies; copy += 1) {
      await cp(sample, join(path, String(copy)), { recursive: true });
      await writeFile(
        join(path, `note-${copy}.md`),
        `# Note ${copy}\n\nWhat was decided in round ${copy}.\n`,
      );
    }
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.running?.app.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
