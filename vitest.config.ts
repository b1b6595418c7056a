import { defineConfig } from 'vitest/config';

/** For tests that start threads of Node in their own process. */
const threaded = {
  setupFiles: ['test/setup/hold-type-stripper.ts'],
  // Node warns that it is an experiment.
  execArgv: ['--disable-warning=ExperimentalWarning'],
};

/** What is waited for comes when it comes: a busy machine is no failure. */
const patient = { expect: { poll: { timeout: 60_000 } } };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...patient,
          ...threaded,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          exclude: ['test/unit/renderer/**'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...patient,
          name: 'renderer',
          include: ['test/unit/renderer/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          setupFiles: ['test/unit/renderer/setup.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...patient,
          ...threaded,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // After the unit tests, and before the browsers.
          sequence: { groupOrder: 1 },
          // Real processes on few cores: one file after the other, so that none starves another.
          fileParallelism: false,
        },
      },
      {
        test: {
          ...patient,
          ...threaded,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
          fileParallelism: false,
        },
      },
    ],
  },
});
