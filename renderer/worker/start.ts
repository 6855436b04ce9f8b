/** Starts the engine's thread. Exported pages, which are one file, use `renderer/page/start.ts` instead. */
export const startWorker = (): Worker => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' })
