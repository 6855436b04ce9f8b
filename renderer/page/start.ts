import EngineWorker from '../worker/engine.worker?worker&inline'

/** Starts the engine's thread from text inside the page. */
export const startWorker = (): Worker => new EngineWorker({ name: 'engine' })
