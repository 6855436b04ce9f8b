import { postSafely } from '../../engine/run/careful'
import type { SessionCommand, Message } from '../../engine/run/protocol'
import type { Pace } from '../../engine/run/pace'
import { Session } from '../../engine/run/session'
import type { Signal } from '../../engine/run/streams'
import { registry } from '../../nodes'
import type { Alive } from './client'
import { makeThreadHost } from './threads'

/** Runs the engine with the node types in a worker, behind the messages of engine/run/protocol. */
const channel = new MessageChannel()
const waiting: (() => void)[] = []
channel.port2.onmessage = () => waiting.shift()?.()

const pace: Pace = {
  now: () => performance.now(),
  // A message to oneself arrives after those of the window, and sooner than a timer.
  soon(task) {
    waiting.push(task)
    channel.port1.postMessage(null)
  },
  later(milliseconds, task) {
    const timer = setTimeout(task, Math.max(0, milliseconds))
    return () => clearTimeout(timer)
  },
}

const post = (message: Message | Alive): void => {
  // All signals of a frame share one array, which is transferred instead of copied.
  const signal = message.kind === 'frame' ? ([...message.seen].find(([key]) => key.startsWith('signal '))?.[1] as Signal | undefined) : undefined
  self.postMessage(message, { transfer: signal?.values.buffer instanceof ArrayBuffer ? [signal.values.buffer] : [] })
}

const session = new Session(registry, pace, makeThreadHost())
session.message$.subscribe((message) => postSafely(message, post))
self.onmessage = ({ data }: MessageEvent<SessionCommand | null>) => {
  if (data) session.send(data)
}
// Throw if a message cannot be read: its sender would otherwise wait forever.
self.onmessageerror = () => {
  throw new Error('a message to the engine could not be read')
}

// Held while this thread lives; the page waits for the lock to detect its end. Only secure pages have locks.
if (self.isSecureContext) {
  const lock = `engine ${crypto.randomUUID()}`
  const held = navigator.locks.request(lock, () => {
    post({ kind: 'alive', lock })
    return new Promise(() => undefined)
  })
  held.catch(() => undefined)
}
