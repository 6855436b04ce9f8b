import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Part } from '../../engine/data/types'
import type { Moment } from '../../engine/run/moment'
import type { Command } from '../../engine/run/protocol'

/** How far there is to go: of the data, and of the sequence that is chosen. The engine tells it. */
export interface Extent {
  /** How many sequences each part has; of a series, 1 where it has steps of that part. */
  readonly sequences: Readonly<Record<Part, number>>
  /** Steps of the sequence. */
  readonly length: number
  /** Of a series that is split by rows: its steps of each part, [first, end). */
  readonly ranges?: Readonly<Partial<Record<Part, readonly [first: number, end: number]>>>
}

/** The one moment at which all views of a document stand. */
export interface MomentState extends Moment {
  /** Whether a moment is chosen; otherwise views follow the training. */
  readonly held: boolean
  /** Whether the steps run by themselves, and whether they begin anew after the last. */
  readonly playing: boolean
  readonly looping: boolean
  /** The epoch whose weights are looked at; null for the newest. */
  readonly epoch: number | null
  /** Undefined while nothing is known. */
  readonly extent: Extent | undefined
}

export const following: MomentState = { held: false, part: 'train', sequence: 0, step: 0, playing: false, looping: false, epoch: null, extent: undefined }

type Change = (state: MomentState) => Partial<MomentState>

const parts: readonly Part[] = ['train', 'validation', 'test']

/** What the engine is to show; null for the training as it goes on. */
export const chosen = ({ held, part, sequence, step }: MomentState): Moment | null => (held ? { part, sequence, step } : null)

const within = (step: number, length: number): number => Math.max(0, Math.min(length - 1, Math.trunc(step)))
const partAt = ({ extent, part }: MomentState, step: number): Part =>
  parts.find((name) => {
    const range = extent?.ranges?.[name]
    return range && step >= range[0] && step < range[1]
  }) ?? part

/** Stands at a step of the sequence; at its last one where it has fewer. Of a series the part follows the step. */
export const toStep =
  (step: number): Change =>
  (state) => {
    const at = state.extent ? within(step, state.extent.length) : Math.max(0, Math.trunc(step))
    return { held: true, step: at, part: partAt(state, at) }
  }

export const byStep =
  (by: number): Change =>
  (state) => ({ ...toStep(state.step + by)(state), playing: false })

/** Goes to a part: to its first sequence, or its first step of a series. */
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

/** Follows the training again, with the newest weights. */
export const follow: Change = () => ({ held: false, playing: false, epoch: null })

/** Runs from where it stands; from the beginning where that is the last step. */
export const run: Change = (state) => {
  const last = (state.extent?.length ?? 1) - 1
  return { ...toStep(state.step >= last ? 0 : state.step)(state), playing: true }
}

/** The next step of a run; past the last one it ends, or begins anew where it loops. */
export const tick: Change = (state) => {
  const { playing, looping, step, extent } = state
  if (!playing || !extent) return {}
  if (step + 1 < extent.length) return toStep(step + 1)(state)
  return looping ? toStep(0)(state) : { playing: false }
}

/** What there is has changed: stands where it stood, as far as that is still there. */
export const withExtent =
  (extent: Extent | undefined): Change =>
  (state) => ({ extent, ...(state.held && extent && state.step >= extent.length ? { step: within(state.step, extent.length) } : {}) })

/** Looks at the weights of an earlier epoch, at the moment that is chosen; null for the newest ones. */
export const toEpoch =
  (epoch: number | null): Change =>
  ({ held }) => ({ epoch, held: held || epoch !== null })

export const createMoment = (): StoreApi<MomentState> => createStore<MomentState>(() => following)

/** Tells the engine which moment and which epoch are chosen whenever that changes; what it answers tells an engine that does not know yet. */
export function tellMoment(store: StoreApi<MomentState>, send: (command: Command) => void): () => void {
  let told = { at: 'null', epoch: null as number | null }
  const tell = (again: boolean): void => {
    const state = store.getState()
    const at = chosen(state)
    const before = told
    told = { at: JSON.stringify(at), epoch: state.epoch }
    if (again || told.at !== before.at) send({ kind: 'hold', at })
    if (again ? state.epoch !== null : state.epoch !== before.epoch) send({ kind: 'look', epoch: state.epoch })
  }
  store.subscribe(() => tell(false))
  return () => tell(true)
}
