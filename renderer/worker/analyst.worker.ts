import { Analyst } from '../../engine/run/analyst/analyst'
import type { AnalystCommand } from '../../engine/run/analyst/protocol'
import { registry } from '../../nodes'
import type { FromAnalyst, ToAnalyst } from './analysts'
import { holdLock } from './lock'
import { pace } from './pace'

/** Computes analyses for the engine's worker, which sends it commands. Sends its frames directly to the page. */
let page: MessagePort | undefined

const analyst = new Analyst(registry, pace, (message, transfer = []) => {
  if (message.kind === 'frame') page?.postMessage(message)
  else self.postMessage(message, { transfer: [...transfer] })
})

self.onmessage = ({ data }: MessageEvent<ToAnalyst>) => {
  if (data.kind !== 'page') return analyst.send(data satisfies AnalystCommand)
  page?.close()
  page = data.port
  // The page acknowledges frames.
  page.onmessage = ({ data: command }: MessageEvent<AnalystCommand>) => analyst.send(command)
}
self.onmessageerror = () => {
  throw new Error('a message to the analyst could not be read')
}

holdLock('analyst', (lock) => self.postMessage({ kind: 'alive', lock } satisfies FromAnalyst))
