import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Folders whose tests leave no state in the modules that they import, so that files share these: loading them for each anew takes as long as the tests do. */
const SHARED = [
  'analyze',
  'compile',
  'conformance',
  'data',
  'docs',
  'document',
  'export',
  'forecast',
  'fuzz',
  'gradients',
  'kernels',
  'learn',
  'run',
  'scripts',
]
const window = 'test/renderer/**/*.test.{ts,tsx}'
const shared = SHARED.map((name) => `test/${name}/**/*.test.ts`)

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
      // Threads start in a fifth less processor time than processes.
      { extends: true, test: { name: 'window', include: [window], pool: 'threads' } },
      { extends: true, test: { name: 'apart', include: ['test/**/*.test.{ts,tsx}'], exclude: ['test/e2e/**', 'test/bench/**', window, ...shared] } },
    ],
    // A test that needs a document says so itself: `// @vitest-environment happy-dom`.
    environment: 'node',
    // All of the machine: by default one processor is left to others.
    maxWorkers: availableParallelism(),
    // Set for machines where everything is slow, not for tests that are.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    restoreMocks: true,
  },
})
