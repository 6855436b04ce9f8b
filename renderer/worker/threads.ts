import type { ThreadHost, Job } from '../../engine/learn/threads/threads'

/** With more threads, waiting takes more time than is gained. */
const MOST = 4

/**
 * Threads that help this worker to train, one per processor. They start with the first network that is large enough,
 * and wait for the next one after they are dismissed. Sharing memory requires a cross-origin isolated page; otherwise there
 * are no threads, and none after one has failed.
 */
export function makeThreadHost(): ThreadHost {
  const most = self.crossOriginIsolated ? Math.min(MOST, navigator.hardwareConcurrency) - 1 : 0
  const workers: Worker[] = []
  let failed = false
  const stop = (): void => {
    failed = true
    for (const worker of workers.splice(0)) worker.terminate()
  }
  const start = (): Worker => {
    const worker = new Worker(new URL('./thread.worker.ts', import.meta.url), { type: 'module', name: 'engine-thread' })
    worker.onerror = stop
    return worker
  }
  return {
    get extra() {
      return failed ? 0 : most
    },
    start(jobs: readonly Job[]) {
      for (const [i, job] of jobs.entries()) (workers[i] ??= start()).postMessage(job)
    },
    stop,
    now: () => performance.now(),
  }
}
