import { describe, expect, it } from 'vitest'
import type { Checkpoint } from '../../../engine/learn/checkpoint'
import { pack } from '../../../engine/learn/checkpoint'
import * as commands from '../../../renderer/document/commands'
import { holds, learnedAt, type Learned } from '../../../renderer/document/learned'
import { createDocumentStore, type DocumentStore, type KeptDocument, type Travel } from '../../../renderer/document/store'
import { elman } from '../../documents'

const checkpoint = (updates: number, numbers = 4): Checkpoint => ({
  format: 'unfold-checkpoint', version: 1, epoch: updates, epochs: 100, updates, stale: 0, stopped: false, weights: { W_xh: pack(new Float64Array(numbers).fill(updates)) },
  optimizer: [], schedule: '', learner: [], streams: {},
})
const learned = (updates: number, numbers?: number): NonNullable<Learned> => ({ checkpoint: checkpoint(updates, numbers) })

function opened(): { store: DocumentStore; heard: Travel[]; label: (text: string) => void } {
  const store = createDocumentStore(() => 0)
  store.open(elman(), { path: '/a', name: 'a' })
  const heard: Travel[] = []
  store.onTravel((travel) => heard.push(travel))
  return { store, heard, label: (text) => store.edit('label', (draft) => commands.setLabel(draft, 'h', text)) }
}
const updatesOf = ({ entry, side }: Travel): number | undefined => entry.learned?.[side]?.checkpoint.updates

describe('steps of what is learned', () => {
  it('are taken back and made again in their order among the edits, and leave the document alone', () => {
    const { store, heard, label } = opened()
    label('one')
    store.record('train', { before: null, after: learned(5) })
    const { document } = store.store.getState()
    label('two')
    store.record('reset', { before: learned(9), after: null })
    store.undo()
    store.undo()
    store.undo()
    expect(heard.map(updatesOf)).toEqual([9, undefined, undefined])
    expect(store.store.getState().document).toEqual(document)
    store.redo()
    expect(updatesOf(heard.at(-1)!)).toBe(5)
    expect(store.store.getState().future.map((entry) => entry.label)).toEqual(['label', 'reset'])
  })

  it('are no edit of the document: a file holds what it held', () => {
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

  it('fold where updates are made one by one', () => {
    const { store } = opened()
    for (const n of [1, 2, 3]) store.record('step', { before: n === 1 ? null : learned(n - 1), after: learned(n) }, { merge: 'step' })
    expect(store.store.getState().past).toHaveLength(1)
    expect(store.store.getState().past[0]!.learned).toMatchObject({ before: null, after: { checkpoint: { updates: 3 } } })
  })

  it('come back after a restart where they are small, and say what was learned there', () => {
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
    expect(learnedAt(past, future)?.checkpoint.updates).toBe(5)
    expect(learnedAt(past.slice(0, 1), future)?.checkpoint.updates).toBe(8)
    again.undo()
    again.undo()
    expect(again.store.getState().edited).toBe(false)
  })

  it('know whether the file has the weights already', () => {
    const document = { ...elman(), weights: { W_xh: { shape: [4], data: [5, 5, 5, 5] } } }
    expect(holds(document, checkpoint(5))).toBe(true)
    expect(holds(document, checkpoint(6))).toBe(false)
    expect(holds(elman(), checkpoint(5))).toBe(false)
  })
})
