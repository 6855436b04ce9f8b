import type { SessionCommand, Message } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { useRestored } from '../../renderer/workspace/restored'
import { startTabs } from '../../renderer/workspace/tabs'
import type { KeptLearned } from '../../renderer/workspace/keptDocument'
import { openWindow, report } from './window-child'

/**
 * Restores the open documents with their trained state, then trains until the process is killed. Reports on standard
 * output: `notice N`, the epoch in the notice to the user; `found N`, the epoch of the engine; `epoch N`; `keeping N` and
 * `kept N`, the epoch that is being written to the journal, and that it contains.
 */
const [settings = '', file = '', since = '0', rate = '1'] = process.argv.slice(2)

/** The engine in this thread, behind messages as in a worker. */
class EngineHere {
  onmessage: ((event: { data: Message }) => void) | null = null
  private readonly session = new Session(registry, {
    now: () => performance.now(),
    soon: (task) => void setImmediate(task),
    later: (milliseconds, task) => {
      const timer = setTimeout(task, Math.max(0, milliseconds))
      return () => clearTimeout(timer)
    },
  })

  constructor() {
    this.session.message$.subscribe((data) => void setImmediate(() => this.onmessage?.({ data })))
  }

  postMessage(command: SessionCommand): void {
    const copy = structuredClone(command)
    setImmediate(() => this.session.send(copy))
  }

  terminate(): void {
    /* it ends with the process */
  }
}

const epochOf = (learned: string): number => (JSON.parse(learned) as KeptLearned).checkpoint.epoch
const { tab } = await openWindow(settings, file, EngineHere, ({ learned }) => {
  if (typeof learned !== 'string') return () => undefined
  report('keeping', epochOf(learned))
  return () => report('kept', epochOf(learned))
})
startTabs()

const { store } = tab.engine
const known = useRestored.getState().trained[0]?.learned.checkpoint.epoch ?? 0
while (store.getState().state.status !== (known > 0 ? 'paused' : 'ready') || store.getState().state.epoch !== known)
  await new Promise((resolve) => setTimeout(resolve, 5))
report('notice', known)
report('found', store.getState().state.epoch)

// From here on the clock of the journal runs faster: seconds between two checkpoints take tenths.
const real = Date.now
const began = Number(since)
Date.now = () => Math.round(began + (real() - began) * Number(rate))
store.subscribe(({ state }, old) => {
  if (state.epoch !== old.state.epoch) report('epoch', state.epoch)
})
tab.engine.setSpeed(100)
tab.engine.play()
