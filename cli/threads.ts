import { availableParallelism } from 'node:os'
import { Worker, isMainThread, workerData } from 'node:worker_threads'
import { runThread } from '../engine/learn/threads/thread'
import type { ThreadHost, Job } from '../engine/learn/threads/threads'
import { registry } from '../nodes'

/** More threads than this wait for one another more than they work. */
const MOST = 4

/** Threads of this program, one a processor. One that fails says so in the shared memory; its words are not heard twice. `program`: the file that calls `runIfHelpingThread` first of all. */
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
        worker.on('error', () => undefined).once('exit', () => workers.delete(worker)).unref()
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

/** In a helping thread: does its job until it is dismissed, and tells that this was one. */
export function runIfHelpingThread(): boolean {
  if (isMainThread) return false
  runThread((workerData as { job: Job }).job, registry)
  return true
}
