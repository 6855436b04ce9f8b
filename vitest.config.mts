import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'test/bench/**'],
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
