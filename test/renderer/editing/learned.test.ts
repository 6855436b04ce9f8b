import { describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../../engine/learn/train/checkpoint'
import { pack, unpack } from '../../../engine/learn/train/checkpoint'
import { validating } from '../../../engine/learn/train/checkpoint-sound'
import type { GraphDocument } from '../../../engine/document/types'
import * as commands from '../../../renderer/editing/commands'
import { holds, holdsText, replayOf, type Replay } from '../../../renderer/editing/learned'
import type { TrainedState } from '../../../renderer/editing/entry'
import { createDocumentStore, type DocumentStore, type KeptDocument, type Travel } from '../../../renderer/editing/store'
import { elman } from '../../documents'

const checkpoint = (updates: number, numbers = 4): Checkpoint => ({
  format: 'unfold-checkpoint',
  version: 1,
  epoch: updates,
  epochs: 100,
  updates,
  stale: 0,
  stopped: false,
  weights: { W_xh: pack(new Float64Array(numbers).fill(updates)) },
  optimizer: [],
  schedule: '',
  learner: [],
  streams: {},
})
const learned = (updates: number, numbers?: number): NonNullable<TrainedState> => ({ checkpoint: checkpoint(updates, numbers) })

function opened(): { store: DocumentStore; travels: Travel[]; label: (text: string) => void } {
  const store = createDocumentStore(() => 0)
  store.open(elman(), { path: '/a', name: 'a' })
  const travels: Travel[] = []
  store.onTravel((travel) => travels.push(travel))
  return { store, travels, label: (text) => store.edit('label', (draft) => commands.setLabel(draft, 'h', text)) }
}
const updatesOf = ({ entry, side }: Travel): number | undefined => entry.learned?.[side]?.checkpoint.updates

describe('history steps of learned weights', () => {
  it('are undone and redone in order among the edits, and leave the document unchanged', () => {
    const { store, travels, label } = opened()
    label('one')
    store.record('train', { before: null, after: learned(5) })
    const { document } = store.store.getState()
    label('two')
    store.record('reset', { before: learned(9), after: null })
    store.undo()
    store.undo()
    store.undo()
    expect(travels.map(updatesOf)).toEqual([9, undefined, undefined])
    expect(store.store.getState().document).toEqual(document)
    store.redo()
    expect(updatesOf(travels.at(-1)!)).toBe(5)
    expect(store.store.getState().future.map((entry) => entry.label)).toEqual(['label', 'reset'])
  })

  it('are not edits of the document: its file text stays the same', () => {
    const { store, label } = opened()
    store.record('train', { before: null, after: learned(5) })
    expect(store.store.getState().edited).toBe(false)
    label('one')
    store.record('train', { before: learned(5), after: learned(8) })
    store.markSaved({ path: '/a', name: 'a' })
    store.record('reset', { before: learned(9), after: null })
    expect(store.store.getState().edited).toBe(false)
    store.undo()
    store.undo()
    expect(store.store.getState().edited).toBe(false)
    store.undo()
    expect(store.store.getState().edited).toBe(true)
  })

  it('for single updates are merged', () => {
    const { store } = opened()
    for (const n of [1, 2, 3]) store.record('step', { before: n === 1 ? null : learned(n - 1), after: learned(n) }, { merge: 'step' })
    expect(store.store.getState().past).toHaveLength(1)
    expect(store.store.getState().past[0]!.learned).toMatchObject({ before: null, after: { checkpoint: { updates: 3 } } })
  })

  it('are restored after a restart if they are small, with their labels', () => {
    const { store, label } = opened()
    label('one')
    store.record('train', { before: null, after: learned(5) })
    store.record('train', { before: learned(5), after: learned(8, 100_000) })
    store.record('train', { before: learned(8), after: learned(9) })
    store.undo()
    const again = createDocumentStore(() => 0)
    again.restore(JSON.parse(JSON.stringify(store.keep(Infinity))) as KeptDocument)
    const { past, future, edited } = again.store.getState()
    expect([past.map((entry) => entry.label), future.map((entry) => entry.label), edited]).toEqual([['label', 'train'], ['train'], true])
    const updates = (replays: readonly Replay[]): unknown => replays.map(({ step, side }) => step[side]?.checkpoint.updates)
    expect(updates(replayOf(past, future))).toEqual([5])
    expect(updates(replayOf(past.slice(0, 1), future))).toEqual([8])
    again.undo()
    again.undo()
    expect(again.store.getState().edited).toBe(false)
  })

  const writing = (value: number, numbers = 1) => {
    const values = (of: number): string => pack(new Float64Array(numbers).fill(of))
    return { written: { name: 'W_xh', count: numbers, indices: values(0), before: values(value - 1), after: values(value) } }
  }
  const steps = (replays: readonly Replay[]): readonly string[] =>
    replays.map(({ step, side }) => (step.written ? `${side} ${unpack(step.written[side])![0]}` : `moment ${step[side]?.checkpoint.updates}`))

  it('for weights written by hand count as unsaved until the file is saved, like all others', () => {
    const { store } = opened()
    const unsaved = (learned: string): boolean => {
      store.reportLearned(learned)
      return store.store.getState().unsaved
    }
    expect(unsaved('drawn')).toBe(false)
    store.record('write', writing(1))
    expect(unsaved('written')).toBe(true)
    store.markSaved({ path: '/a', name: 'a' })
    expect(unsaved('written')).toBe(false)
    store.undo()
    expect(unsaved('drawn')).toBe(true)
    expect(store.store.getState().edited, 'the drawing is as it was').toBe(false)
  })

  it('that no file contains are unsaved also after a restart, before any report of the engine', () => {
    const { store } = opened()
    const restarted = () => {
      const again = createDocumentStore(() => 0)
      again.restore(JSON.parse(JSON.stringify(store.keep(Infinity))) as KeptDocument)
      return again
    }
    store.reportLearned('drawn')
    expect(restarted().store.getState().unsaved).toBe(false)
    store.record('train', { before: null, after: learned(5) })
    store.reportLearned('trained')
    const again = restarted()
    expect(again.store.getState()).toMatchObject({ edited: false, unsaved: true })
    again.reportLearned('trained')
    expect(again.store.getState().unsaved).toBe(true)
    again.undo()
    again.reportLearned('drawn')
    expect(again.store.getState().unsaved).toBe(false)
  })

  it('for weights written by hand can be redone or undone after a restart', () => {
    const { store } = opened()
    store.record('write', writing(1))
    store.record('train', { before: learned(0), after: learned(5) })
    store.record('write', writing(2))
    store.record('write', writing(3))
    const at = (): readonly string[] => {
      const { past, future } = store.store.getState()
      return steps(replayOf(past, future))
    }
    expect(at()).toEqual(['moment 5', 'after 2', 'after 3'])
    store.undo()
    expect(at()).toEqual(['moment 5', 'after 2'])
    store.undo()
    store.undo()
    expect(at()).toEqual(['moment 0', 'after 1'])
    store.undo()
    expect(at()).toEqual(['moment 0', 'before 0'])
  })

  it('for weights written by hand are left out of the journal if the run before them is', () => {
    const { store } = opened()
    store.record('write', writing(1))
    store.record('train', { before: null, after: learned(5, 100_000) })
    store.record('write', writing(2))
    const { past } = store.keep(Infinity)
    expect(steps(replayOf(past, []))).toEqual(['after 2'])
  })

  it('detect whether the file already has the weights', () => {
    const document = { ...elman(), weights: { W_xh: { shape: [4], data: [5, 5, 5, 5] } } }
    expect(holds(document, checkpoint(5))).toBe(true)
    expect(holds(document, checkpoint(6))).toBe(false)
    expect(holds(elman(), checkpoint(5))).toBe(false)
  })

  it('detect that of millions of weights in several tasks, and beyond that by their text alone where it must be at once', () => {
    // Zeros, of which base64 is quick to make.
    const count = 3 * 2 ** 20
    const zeros = 'A'.repeat((count * 8 * 4) / 3)
    const long: Checkpoint = { ...checkpoint(5), weights: { W_xh: zeros }, schedule: pack([0]) }
    const stored = (data: string | number[], dtype: 'float32' | 'float64'): GraphDocument => ({
      ...elman(),
      weights: { W_xh: { shape: [count], data, dtype } },
    })
    const work = validating(long)
    let steps = 0
    for (; !work.next().done; ) steps++
    expect(steps).toBeGreaterThan(100)
    const same = stored('A'.repeat((count * 4 * 4) / 3), 'float32')
    expect(holds(same, long)).toBe(true)
    expect(holdsText(same, long)).toBe(false)
    expect(holdsText(stored(zeros, 'float64'), long)).toBe(true)
    expect(holds(stored(`${zeros.slice(0, -4)}AAAB`, 'float64'), long)).toBe(false)
  })
})
