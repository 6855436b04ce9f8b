import { MessageChannel, Worker, isMainThread, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import { Analyst } from '../../engine/run/analyst/analyst'
import type { AnalystCommand, AnalystHost, AnalystReply } from '../../engine/run/analyst/protocol'
import { registry } from '../../nodes'

/** Milliseconds between two frames of the screen. */
export const FRAME = 1000 / 60

/** Analysts in threads; `receive` takes their messages, because the thread that trains in turns never waits for any. */
export interface Analysts extends AnalystHost {
  receive(): void
}

/** @param program the file that calls `runIfAnalyst` before anything else. */
export function analystsOf(program: string, processors: number): Analysts {
  let receive = (): void => undefined
  return {
    processors,
    receive: () => receive(),
    start(onReply, onEnd) {
      const { port1, port2 } = new MessageChannel()
      const worker = new Worker(program, { workerData: { analyst: port2 }, transferList: [port2] })
      worker.on('error', (error) => onEnd(String(error))).unref()
      receive = () => {
        for (let found = receiveMessageOnPort(port1); found; found = receiveMessageOnPort(port1)) onReply(found.message as AnalystReply)
      }
      return {
        post: (command, transfer = []) => port1.postMessage(command, [...transfer]),
        connect: () => undefined,
        disconnect: () => undefined,
        end: () => void worker.terminate(),
      }
    },
  }
}

/** In the thread of an analyst, runs it, with a screen that draws each frame; returns whether this is one. */
export function runIfAnalyst(): boolean {
  const port = isMainThread ? undefined : (workerData as { analyst?: MessagePort }).analyst
  if (!port) return false
  const pace = {
    now: () => performance.now(),
    soon: (task: () => void) => void setImmediate(task),
    later(milliseconds: number, task: () => void) {
      const timer = setTimeout(task, milliseconds)
      return () => clearTimeout(timer)
    },
  }
  const analyst = new Analyst(registry, pace, (message, transfer = []) => {
    if (message.kind === 'frame') pace.later(FRAME, () => analyst.send({ kind: 'drawn', frame: message.frame }))
    else port.postMessage(message, [...transfer])
  })
  port.on('message', (command: AnalystCommand) => analyst.send(command))
  return true
}
