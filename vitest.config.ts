import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    // One for each core: many tests wait for processes of their own.
    maxWorkers: Math.max(2, availableParallelism()),
  },
})
