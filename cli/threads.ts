import { availableParallelism } from 'node:os'
import { Worker, isMainThread, workerData } from 'node:worker_threads'
import { runThread } from '../engine/learn/threads/thread'
import type { ThreadHost, Job } from '../engine/learn/threads/threads'
import { registry } from '../nodes'

/** Most threads; more would wait for each other more than they work. */
const MOST = 4

/**
 * Returns a host of threads in this program, one per processor. A failing thread reports through shared memory, so its
 * error event is ignored.
 * @param program The file that calls `runIfHelpingThread` before anything else.
 */
export function makeThreadHost(program: URL, threads = Math.min(MOST, availableParallelism())): ThreadHost {
  const workers = new Set<Worker>()
  let stopped = false
  return {
    get extra() {
      return stopped ? 0 : threads - 1
    },
    start(jobs) {
      for (const job of jobs) {
        const worker = new Worker(program, { workerData: { job } })
        worker
          .on('error', () => undefined)
          .once('exit', () => workers.delete(worker))
          .unref()
        workers.add(worker)
      }
    },
    stop() {
      stopped = true
      for (const worker of workers) void worker.terminate()
    },
    now: () => performance.now(),
  }
}

/** In a helping thread, runs its job until dismissed; returns whether this is one. */
export function runIfHelpingThread(): boolean {
  if (isMainThread) return false
  runThread((workerData as { job: Job }).job, registry)
  return true
}
