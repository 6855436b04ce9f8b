import type { Command } from '../../keys/commands'
import { chooseMoment, goOn, lookBack, momentStore, pastView } from '../../workspace/engine'
import { withoutPokes } from '../../workspace/poke'
import { byStep, bySpeed, run, toSequence, toggleHeld } from '../../workspace/moment'

const someMoment = (): string | undefined => (momentStore.getState().extent ? undefined : 'shell.reason.no-moment')
const somePoke = (): string | undefined => (momentStore.getState().pokes.length > 0 ? undefined : 'shell.reason.no-poke')
const looksBack = (): string | undefined => (momentStore.getState().epoch === null ? 'shell.reason.epoch-newest' : undefined)

/** The epochs that can be shown, the newest last. */
export function keptEpochs(): readonly number[] {
  const { epochs = [], newest = 0 } = pastView.getState() ?? {}
  return [...Array.from(epochs).filter((epoch) => epoch < newest), newest]
}

/** Index of the shown epoch among them. */
export const epochIndex = (epochs: readonly number[], epoch: number | null): number => {
  const at = epoch === null ? -1 : epochs.indexOf(epoch)
  return at < 0 ? epochs.length - 1 : at
}

/** Shows the epoch at an index; the last is the newest. */
export function lookAt(index: number): void {
  const epochs = keptEpochs()
  const epoch = epochs[Math.max(0, index)]
  void lookBack(index >= epochs.length - 1 || epoch === undefined ? null : epoch)
}

const someEpoch = (): string | undefined => (keptEpochs().length > 1 ? undefined : 'shell.reason.no-epoch')
const byEpoch = (by: number): void => lookAt(epochIndex(keptEpochs(), momentStore.getState().epoch) + by)

function playMoment(): void {
  chooseMoment((state) => (state.playing ? { playing: false } : run(state)))
}

/** Commands of the time bar. J, K and L are the keys of video players. */
export const timeCommands: readonly Command[] = [
  { id: 'moment-hold', group: 'run', keys: ['Shift+K'], reason: someMoment, run: () => chooseMoment(toggleHeld) },
  { id: 'moment-back', group: 'run', keys: ['J'], repeats: true, reason: someMoment, run: () => chooseMoment(byStep(-1)) },
  { id: 'moment-play', group: 'run', keys: ['K'], reason: someMoment, run: playMoment },
  { id: 'moment-forward', group: 'run', keys: ['L'], repeats: true, reason: someMoment, run: () => chooseMoment(byStep(1)) },
  { id: 'moment-loop', group: 'run', run: () => chooseMoment(({ looping }) => ({ looping: !looping })) },
  { id: 'moment-faster', group: 'run', keys: [']'], repeats: true, run: () => chooseMoment(bySpeed(1)) },
  { id: 'moment-slower', group: 'run', keys: ['['], repeats: true, run: () => chooseMoment(bySpeed(-1)) },
  { id: 'poke-back', group: 'run', keys: ['B'], reason: somePoke, run: () => chooseMoment(withoutPokes) },
  { id: 'moment-worst', group: 'run', reason: someMoment, run: () => chooseMoment(toSequence('worst')) },
  { id: 'epoch-back', group: 'run', keys: ['Shift+J'], repeats: true, reason: someEpoch, run: () => byEpoch(-1) },
  { id: 'epoch-forward', group: 'run', keys: ['Shift+L'], repeats: true, reason: looksBack, run: () => byEpoch(1) },
  { id: 'epoch-newest', group: 'run', keys: ['N'], reason: looksBack, run: () => void lookBack(null) },
  {
    id: 'epoch-go-on',
    group: 'run',
    reason: looksBack,
    run: () => {
      const { epoch } = momentStore.getState()
      if (epoch !== null) void goOn(epoch)
    },
  },
]
