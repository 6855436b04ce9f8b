/** Starts the engine's thread. A page, which is one file, has another of these: `renderer/page/start.ts`. */
export const startWorker = (): Worker => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'engine' })
