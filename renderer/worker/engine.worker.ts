import { postSafely } from '../../engine/run/careful'
import { Receiver, type PostedMessage } from '../../engine/run/handing'
import type { Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import type { Signal } from '../../engine/run/streams'
import { registry } from '../../nodes'
import { makeAnalystHost } from './analysts'
import type { Alive } from './client'
import { holdLock } from './lock'
import { pace } from './pace'
import { makeThreadHost } from './threads'

/** Runs the engine with the node types in a worker, behind the messages of engine/run/protocol. */
const post = (message: Message | Alive): void => {
  // All signals of a frame share one array, which is transferred instead of copied.
  const signal = message.kind === 'frame' ? ([...message.seen].find(([key]) => key.startsWith('signal '))?.[1] as Signal | undefined) : undefined
  self.postMessage(message, { transfer: signal?.values.buffer instanceof ArrayBuffer ? [signal.values.buffer] : [] })
}

const session = new Session(registry, pace, makeThreadHost(), makeAnalystHost())
session.message$.subscribe((message) => postSafely(message, post))
const receiver = new Receiver()
self.onmessage = ({ data }: MessageEvent<PostedMessage | null>) => {
  const command = data && receiver.receive(data)
  if (command) session.send(command)
}
// Throw if a message cannot be read: its sender would otherwise wait forever.
self.onmessageerror = () => {
  throw new Error('a message to the engine could not be read')
}

holdLock('engine', (lock) => post({ kind: 'alive', lock }))
