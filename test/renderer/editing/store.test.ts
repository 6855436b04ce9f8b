import { describe, expect, it } from 'vitest'
import { edits, randomEdit } from './edits'
import { createRandom } from './random'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import * as commands from '../../../renderer/editing/commands'
import { createDocumentStore, type DocumentStore, type KeptDocument } from '../../../renderer/editing/store'
import { chainOf, openStore } from './stores'

const text = (store: DocumentStore): string => JSON.stringify(store.store.getState().document)

const elman = (): GraphDocument => ({
  ...chainOf(2, 3),
  name: 'Elman',
  data: { kind: 'inline', sequences: [{ x: [[1, 2]], y: [[0]] }] },
  training: { teacherForcing: ['y'], epochs: 3 },
  weights: { W_xh: { shape: [3, 2], data: [1, 2, 3, 4, 5, 6] }, 'h.bias': { shape: [3], data: [1, 2, 3] }, W_hy: { shape: [1, 3], data: [1, 2, 3] } },
  view: { nodes: { x: { x: 0, y: 0 }, h: { x: 200, y: 0 }, c: { x: 200, y: 160 }, y: { x: 400, y: 0, label: 'Next' } } },
})

const opened = (): DocumentStore => openStore(elman(), 'Elman')

describe('history', () => {
  const seed = Number(process.env.SEED ?? 20240)
  it(`undo restores every document byte for byte (seed ${seed})`, () => {
    for (let round = 0; round < 40; round++) {
      const random = createRandom(seed + round)
      const store = opened()
      const states = [text(store)]
      for (let i = 0; i < 30; i++) {
        randomEdit(store, random)
        const past = store.store.getState().past.length
        // An edit that changes nothing is no step.
        if (past === states.length) states.push(text(store))
        else states[past] = text(store)
      }
      const { past } = store.store.getState()
      expect(past.length).toBeGreaterThan(5)
      for (let i = past.length; i > 0; i--) {
        expect(text(store), `seed ${seed + round}, before undo ${i}`).toBe(states[i])
        store.undo()
      }
      expect(text(store)).toBe(JSON.stringify(elman()))
      expect(store.store.getState().edited).toBe(false)
      for (let i = 1; i <= past.length; i++) {
        store.redo()
        expect(text(store), `seed ${seed + round}, redo ${i}`).toBe(states[i])
      }
    }
  })

  it('leaves the parts of a document in one order, whenever weights were stored', () => {
    const store = openStore({ ...chainOf(2, 3) }, 'new')
    const { weights } = elman()
    const keys = (): string[] => Object.keys(store.store.getState().document)
    store.edit('place', (draft) => void (draft.view = { nodes: { x: { x: 0, y: 0 } } }))
    store.edit('data', (draft) => void (draft.data = { kind: 'inline', sequences: [] }))
    store.edit('rename', (draft) => void (draft.name = 'a'))
    store.setLearned({ weights, fitted: { columns: {} }, epoch: 2 })
    const parts = ['format', 'version', 'name', 'nodes', 'edges', 'data', 'weights', 'fitted', 'view', 'extensions']
    expect(keys()).toEqual(parts)
    while (store.store.getState().past.length > 0) store.undo()
    store.setLearned({ weights, fitted: { columns: {} }, epoch: 3 })
    while (store.store.getState().future.length > 0) store.redo()
    expect(keys()).toEqual(parts)
  })

  it(`undoes and redoes 300 edits of every kind, byte for byte (seed ${seed})`, () => {
    const random = createRandom(seed + 5000)
    const store = opened()
    const whole = (): string => serializeDocument(store.store.getState().document)
    const mark = (): boolean => store.store.getState().edited
    const first = whole()
    const made = new Set<string>()
    const states: (readonly [string])[] = [[first]]
    let saved = 0
    // Every kind occurs once, the rest at random.
    const queue = Object.keys(edits)
    while (store.store.getState().past.length < 300) {
      const next = queue.shift()
      const name = randomEdit(store, random, next === undefined ? undefined : [next])
      store.endGesture()
      const { length } = store.store.getState().past
      if (length === states.length) {
        made.add(name)
        states.push([whole()])
      }
      if (length === 150 && saved === 0) {
        saved = length
        store.markSaved({ path: '/a', name: 'a' })
      }
    }
    expect(made.size).toBeGreaterThan(Object.keys(edits).length - 3)
    const last = whole()
    for (let i = 300; i > 0; i--) {
      expect([whole(), mark()], `before undo ${i}`).toEqual([states[i]![0], i !== saved])
      store.undo()
    }
    expect(whole()).toBe(first)
    expect(mark()).toBe(true)
    for (let i = 1; i <= 300; i++) {
      store.redo()
      expect([whole(), mark()], `redo ${i}`).toEqual([states[i]![0], i !== saved])
    }
    expect(whole()).toBe(last)
  })

  it(`is restored from plain data with every step and the saved mark (seed ${seed})`, () => {
    for (let round = 0; round < 20; round++) {
      const random = createRandom(seed + 1000 + round)
      const store = opened()
      for (let i = 0; i < 20; i++) {
        randomEdit(store, random)
        if (random() < 0.1) store.markSaved({ path: '/a', name: 'a' })
      }
      for (let i = Math.floor(random() * 5); i > 0; i--) store.undo()
      const again = createDocumentStore(() => 0)
      again.restore(JSON.parse(JSON.stringify(store.keep(Infinity))) as KeptDocument)
      const marks = (s: DocumentStore): [string, boolean] => [text(s), s.store.getState().edited]
      expect(marks(again)).toEqual(marks(store))
      for (const way of ['undo', 'redo'] as const) {
        while (store.store.getState()[way === 'undo' ? 'past' : 'future'].length > 0) {
          store[way]()
          again[way]()
          expect(marks(again), `seed ${seed + 1000 + round}`).toEqual(marks(store))
        }
        expect(again.store.getState()[way === 'undo' ? 'past' : 'future']).toHaveLength(0)
      }
    }
  })

  it('drops the oldest steps of a long history, and knows that the saved state is gone with them', () => {
    const store = opened()
    for (let x = 0; x < 50; x++) store.edit('move', (draft) => commands.moveNodes(draft, { h: { x, y: 0 } }))
    const kept = store.keep(4000)
    expect(JSON.stringify(kept.past).length).toBeLessThan(5000)
    expect(kept.past.length).toBeGreaterThan(3)
    expect(kept.past.at(-1)).toBe(store.store.getState().past.at(-1))
    expect(kept.saved).toBeNull()
    const again = createDocumentStore(() => 0)
    again.restore(kept)
    while (again.store.getState().past.length > 0) again.undo()
    expect(again.store.getState().edited).toBe(true)
  })

  it('merges the edits of one gesture into one step, until it ends', () => {
    const store = opened()
    const move = (x: number): void => store.edit('move', (draft) => commands.moveNodes(draft, { h: { x, y: 7 } }), { merge: 'drag' })
    move(210)
    move(220)
    expect(store.store.getState().past).toHaveLength(1)
    store.endGesture()
    move(230)
    expect(store.store.getState().past).toHaveLength(2)
    store.undo()
    expect(store.store.getState().document.view?.nodes?.h).toEqual({ x: 220, y: 7 })
    store.undo()
    expect(text(store)).toBe(JSON.stringify(elman()))
  })

  it('keeps the saved mark correct', () => {
    const store = opened()
    const edited = (): boolean => store.store.getState().edited
    const change = (x: number, merge?: string): void => store.edit('move', (draft) => commands.moveNodes(draft, { h: { x, y: 0 } }), { merge })
    change(1, 'a')
    store.markSaved({ path: '/a', name: 'a' })
    expect(edited()).toBe(false)
    change(2, 'a')
    expect(edited()).toBe(true)
    store.undo()
    expect(edited()).toBe(false)
    store.undo()
    expect(edited()).toBe(true)
    store.redo()
    expect(edited()).toBe(false)
    store.undo()
    change(3)
    store.undo()
    expect(edited()).toBe(true)
    store.redo()
    expect(edited()).toBe(true)
    // Only the content of the file counts, not how the state was reached.
    change(1)
    expect(edited()).toBe(false)
  })

  it('is marked unsaved while the file does not contain the learned weights', () => {
    const store = opened()
    const unsaved = (): boolean => store.store.getState().unsaved
    expect(unsaved(), 'nothing is known yet').toBe(false)
    for (const [learned, expected] of [
      ['a', false],
      [null, true],
      ['b', true],
      ['a', false],
      ['b', true],
    ] as const) {
      store.reportLearned(learned)
      expect([unsaved(), store.store.getState().edited], String(learned)).toEqual([expected, false])
    }
    store.markSaved({ path: '/a', name: 'a' })
    expect(unsaved()).toBe(false)
    store.edit('move', (draft) => commands.moveNodes(draft, { h: { x: 9, y: 9 } }))
    expect(unsaved()).toBe(true)
    const again = createDocumentStore(() => 0)
    again.restore(JSON.parse(JSON.stringify(store.keep(Infinity))) as KeptDocument)
    again.undo()
    expect(again.store.getState().unsaved, 'as far as is known').toBe(false)
    again.reportLearned('b')
    expect(again.store.getState().unsaved).toBe(false)
    again.reportLearned('c')
    expect(again.store.getState().unsaved, 'brought back, it has learned what the file does not hold').toBe(true)
    store.undo()
    store.detach()
    expect(unsaved(), 'no file').toBe(true)
  })

  it('keeps the path of its data if another document was saved over its file', () => {
    const store = opened()
    store.markSaved({ path: '/there/mine.unfold', name: 'mine.unfold' })
    store.detach()
    expect(store.store.getState().origin).toEqual({ path: null, name: 'mine.unfold', picture: '/there/mine.unfold' })
    store.detach()
    expect(store.store.getState().origin.picture).toBe('/there/mine.unfold')
  })

  it('keeps weights that were stored since when an edit is undone', () => {
    const store = opened()
    store.edit('move', (draft) => commands.moveNodes(draft, { h: { x: 1, y: 1 } }))
    store.edit('size', (draft) => commands.setNodeParameter(draft, 'y', 'size', 2))
    expect(Object.keys(store.store.getState().document.weights!)).toEqual(['W_xh', 'h.bias'])
    const trained = { W_xh: { shape: [3, 2], data: [9, 9, 9, 9, 9, 9] } }
    store.setLearned({ weights: trained, fitted: { columns: {} }, epoch: 0 })
    expect(store.store.getState().past).toHaveLength(2)
    store.undo()
    expect(store.store.getState().document.weights!.W_xh).toEqual(trained.W_xh)
    store.undo()
    store.redo()
    store.redo()
    expect(store.store.getState().document.weights!.W_xh).toEqual(trained.W_xh)
    expect(store.store.getState().document.fitted).toEqual({ columns: {} })
  })

  it('restores weights stored for an undone edit when it is redone, not earlier', () => {
    const store = opened()
    const stored = (): string[] => Object.keys(store.store.getState().document.weights!)
    const before = stored()
    store.edit('add', (draft) => void commands.addNode(draft, 'layer', { x: 0, y: 400 }, { size: 2 }))
    const weights = { 'h2.bias': { shape: [2], data: [7, 8] }, ...store.store.getState().document.weights! }
    store.setLearned({ weights, fitted: undefined, epoch: 0 })
    const held = text(store)
    store.undo()
    expect(stored()).toEqual(before)
    store.redo()
    expect(text(store)).toBe(held)
    // With another shape they do not belong to this network.
    store.edit('size', (draft) => commands.setNodeParameter(draft, 'h2', 'size', 3))
    store.setLearned({ weights: { ...weights, 'h2.bias': { shape: [3], data: [1, 2, 3] } }, fitted: undefined, epoch: 0 })
    store.undo()
    expect(store.store.getState().document.weights!['h2.bias']).toEqual({ shape: [2], data: [7, 8] })
    store.undo()
    expect(stored()).toEqual(before)
  })

  it('removes deleted items from the selection', () => {
    const store = opened()
    store.select({ nodes: ['h', 'c'], edges: ['copy', 'W_xh'] })
    store.edit('remove', (draft) => commands.removeSelection(draft, { nodes: ['c'], edges: [] }))
    expect(store.store.getState().selection).toEqual({ nodes: ['h'], edges: ['W_xh'] })
  })

  it('increments the revision only when the document changes', () => {
    const store = opened()
    const { revision } = store.store.getState()
    store.select({ nodes: ['h'], edges: [] })
    store.edit('nothing', () => undefined)
    expect(store.store.getState().revision).toBe(revision)
    store.edit('label', (draft) => commands.setLabel(draft, 'h', 'Hidden'))
    expect(store.store.getState().revision).toBe(revision + 1)
  })
})
