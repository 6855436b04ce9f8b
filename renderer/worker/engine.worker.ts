import { tellCarefully } from '../../engine/run/careful'
import type { Command, Message } from '../../engine/run/protocol'
import type { Pace } from '../../engine/run/pace'
import { Session } from '../../engine/run/session'
import type { Signal } from '../../engine/run/streams'
import { registry } from '../../nodes'
import type { Alive } from './client'
import { makeThreadHost } from './threads'

/** Composition root: the engine and the node types in a worker, behind messages of engine/run/protocol. */
const channel = new MessageChannel()
const waiting: (() => void)[] = []
channel.port2.onmessage = () => waiting.shift()?.()

const pace: Pace = {
  now: () => performance.now(),
  // A message to oneself comes after those of the screen, and sooner than a timer.
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
  // The signals of a frame lie in one array of their own, which is handed over and not copied.
  const signal = message.kind === 'frame' ? ([...message.seen].find(([key]) => key.startsWith('signal '))?.[1] as Signal | undefined) : undefined
  self.postMessage(message, { transfer: signal?.values.buffer instanceof ArrayBuffer ? [signal.values.buffer] : [] })
}

const session = new Session(registry, pace, makeThreadHost())
session.message$.subscribe((message) => tellCarefully(message, post))
self.onmessage = ({ data }: MessageEvent<Command | null>) => {
  if (data) session.send(data)
}
// A message that cannot be read is a command that is not carried out: somebody would wait for ever.
self.onmessageerror = () => {
  throw new Error('a message to the engine could not be read')
}

// Held as long as this thread lives, however it ends: the page that waits for it learns of that.
const lock = `engine ${crypto.randomUUID()}`
void navigator.locks.request(lock, () => {
  post({ kind: 'alive', lock })
  return new Promise(() => undefined)
})
