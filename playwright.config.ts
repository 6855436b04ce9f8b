import { defineConfig } from '@playwright/test'
import { availableParallelism } from 'node:os'

/** Files with tests of a minute and more: begun first, so that the end of a run waits for none of them. */
const LONG = /(?:access|package|saving|walk)\.spec\.ts$/

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/prepare.ts',
  outputDir: 'out/test/e2e',
  // Windows on one screen take the focus and the clipboard from each other; on Linux each worker has a screen of its own.
  workers: process.platform === 'linux' ? Math.min(2, availableParallelism()) : 1,
  fullyParallel: true,
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'short', testMatch: '**/*.spec.ts', testIgnore: LONG },
  ],
  // A test that passes the second time has failed.
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  // Set for machines where everything is slow: what passes waits no longer for it.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'out/test/e2e.json' }]],
  use: { trace: 'retain-on-failure' },
})
