import type { Pace } from '../../engine/run/pace'

const channel = new MessageChannel()
const waiting: (() => void)[] = []
channel.port2.onmessage = () => waiting.shift()?.()

/** The clock of a worker. */
export const pace: Pace = {
  now: () => performance.now(),
  // A message to this thread itself arrives after those already queued, and sooner than a timer fires.
  soon(task) {
    waiting.push(task)
    channel.port1.postMessage(null)
  },
  later(milliseconds, task) {
    const timer = setTimeout(task, Math.max(0, milliseconds))
    return () => clearTimeout(timer)
  },
}
