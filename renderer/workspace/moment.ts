import type { Poke } from '../../engine/analyze/poke'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Part } from '../../engine/data/types'
import type { Moment } from '../../engine/run/moment'
import type { SessionCommand } from '../../engine/run/protocol'
import type { MomentView, Place } from '../../engine/run/streams'

/** The size of the data and of the chosen sequence, as reported by the engine. */
interface Extent {
  /** Number of sequences of each part; for a series, 1 if the part has steps. */
  readonly sequences: Readonly<Record<Part, number>>
  /** Steps of the chosen sequence. */
  readonly length: number
  /** For a series split by rows: the steps of each part, [first, end). */
  readonly ranges?: Readonly<Partial<Record<Part, readonly [first: number, end: number]>>>
}

/** The moment that all views of a document show. */
export interface MomentState extends Moment {
  /** Whether a moment is chosen; otherwise views follow the training. */
  readonly held: boolean
  /** Whether the steps advance by themselves, and whether they restart after the last. */
  readonly playing: boolean
  readonly looping: boolean
  /** Steps per second while playing. */
  readonly speed: number
  /** The changes by hand of the displayed run; they never change the document or the training. */
  readonly pokes: readonly Poke[]
  /** The epoch whose weights are shown; null for the newest. */
  readonly epoch: number | null
  /** Undefined until the engine has reported it. */
  readonly extent: Extent | undefined
}

export const following: MomentState = {
  held: false,
  part: 'train',
  sequence: 0,
  step: 0,
  playing: false,
  looping: false,
  speed: 10,
  pokes: [],
  epoch: null,
  extent: undefined,
}

/** Steps per second to choose from. */
export const speeds: readonly number[] = [1, 2, 5, 10, 20, 30]

type Change = (state: MomentState) => Partial<MomentState>

const parts: readonly Part[] = ['train', 'validation', 'test']

/** The moment for the engine to show; null to follow the training. */
export const chosen = ({ held, part, sequence, step }: MomentState): Moment | null => (held ? { part, sequence, step } : null)

const within = (step: number, length: number): number => Math.max(0, Math.min(length - 1, Math.trunc(step)))
const partAt = ({ extent, part }: MomentState, step: number): Part =>
  parts.find((name) => {
    const range = extent?.ranges?.[name]
    return range && step >= range[0] && step < range[1]
  }) ?? part

/** Moves to a step, at most the last one. In a series the part follows the step. */
export const toStep =
  (step: number): Change =>
  (state) => {
    const at = state.extent ? within(step, state.extent.length) : Math.max(0, Math.trunc(step))
    return { held: true, step: at, part: partAt(state, at) }
  }

export const byStep =
  (by: number): Change =>
  (state) => ({ ...toStep(state.step + by)(state), playing: false })

/** Plays at the next higher or lower speed. */
export const bySpeed =
  (by: 1 | -1): Change =>
  ({ speed }) => ({ speed: speeds[Math.max(0, Math.min(speeds.length - 1, speeds.indexOf(speed) + by))]! })

/** Moves to a part: to its first sequence, or in a series to its first step. */
export const toPart =
  (part: Part): Change =>
  ({ extent }) => ({ held: true, part, sequence: 0, step: extent?.ranges?.[part]?.[0] ?? 0, playing: false })

export const toSequence =
  (sequence: Moment['sequence']): Change =>
  ({ extent, part }) => ({
    held: true,
    sequence: sequence === 'worst' ? sequence : within(sequence, extent?.sequences[part] ?? Infinity),
    step: 0,
    playing: false,
  })

/** Holds the moment at a step of the held sequence, or if none is held, of the one that a view shows. */
export const toStepOf =
  ({ part, sequence }: Pick<Place, 'part' | 'sequence'>, step: number): Change =>
  (state) =>
    state.held || state.extent?.ranges ? { ...toStep(step)(state), playing: false } : { held: true, part, sequence, step, playing: false }

/** Follows the training again, with the newest weights and nothing poked. */
export const follow: Change = () => ({ held: false, playing: false, epoch: null, pokes: [] })

/** Plays from the current step, or from the first if it is the last. */
export const run: Change = (state) => {
  const last = (state.extent?.length ?? 1) - 1
  return { ...toStep(state.step >= last ? 0 : state.step)(state), playing: true }
}

/** Advances one step while playing; after the last it stops, or restarts if looping. */
export const tick: Change = (state) => {
  const { playing, looping, step, extent } = state
  if (!playing || !extent) return {}
  if (step + 1 < extent.length) return toStep(step + 1)(state)
  return looping ? toStep(0)(state) : { playing: false }
}

/** Takes the extent from the engine's report, and the position of training unless a moment is chosen. */
export const withView =
  (view: MomentView | undefined): Change =>
  (state) => {
    if (!view) return { extent: undefined }
    const { sequences, length, ranges, part, sequence, step } = view
    const same = state.extent?.length === length && JSON.stringify([state.extent.sequences, state.extent.ranges]) === JSON.stringify([sequences, ranges])
    const extent = same ? state.extent : { sequences, length, ...(ranges ? { ranges } : {}) }
    if (!state.held) return { extent, part, sequence, step }
    // The chosen moment may not exist in other data; the engine then uses the nearest.
    const there = view.held && (state.sequence === 'worst' || state.sequence === sequence)
    return there && state.step >= length ? { extent, step: within(state.step, length) } : { extent }
  }

/** Keeps the shown moment, or follows the training again. */
export const toggleHeld: Change = (state) => (state.held ? follow(state) : { held: true })

/** Shows the weights of an earlier epoch at the chosen moment; null for the newest. */
export const toEpoch =
  (epoch: number | null): Change =>
  ({ held }) => ({ epoch, held: held || epoch !== null })

export const createMoment = (): StoreApi<MomentState> => createStore<MomentState>(() => following)

/** Sends changes of the chosen moment, epoch and pokes to the engine. Returns a function that sends all to a new engine. */
export function sendMoment(store: StoreApi<MomentState>, send: (command: SessionCommand) => void): () => void {
  let sent = { at: 'null', epoch: null as number | null, pokes: following.pokes }
  const sendChanges = (again: boolean): void => {
    const state = store.getState()
    const at = chosen(state)
    const before = sent
    sent = { at: JSON.stringify(at), epoch: state.epoch, pokes: state.pokes }
    if (again || sent.at !== before.at) send({ kind: 'hold', at })
    if (again ? state.pokes.length > 0 : state.pokes !== before.pokes) send({ kind: 'poke', pokes: state.pokes })
    if (again ? state.epoch !== null : state.epoch !== before.epoch) send({ kind: 'look', epoch: state.epoch })
  }
  store.subscribe(() => sendChanges(false))
  return () => sendChanges(true)
}
