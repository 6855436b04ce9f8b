import { defineConfig } from '@playwright/test'
import { availableParallelism } from 'node:os'

/** Files with tests of a minute or more: started first, so that the run does not end waiting for one of them. */
const LONG = /(?:access|package|saving|walk)\.spec\.ts$/

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: './test/e2e/prepare.ts',
  outputDir: 'out/test/e2e',
  // Windows on one screen take the focus and the clipboard from each other; on Linux each worker has its own screen.
  workers: process.platform === 'linux' ? Math.min(2, availableParallelism()) : 1,
  fullyParallel: true,
  projects: [
    { name: 'long', testMatch: LONG },
    { name: 'short', testMatch: '**/*.spec.ts', testIgnore: LONG },
  ],
  // A test that only passes when repeated counts as failed.
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  // Long enough for slow machines; a test that passes does not wait longer because of it.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: 'out/test/e2e.json' }]],
  use: { trace: 'retain-on-failure' },
})
