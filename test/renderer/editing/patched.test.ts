import { applyPatches, enablePatches, produceWithPatches, type Patch } from 'immer'
import { expect, it } from 'vitest'
import { moveNodes } from '../../../renderer/editing/commands'
import { patched } from '../../../renderer/editing/patched'
import { elman as drawn } from '../drawing/drawings'
import { createRandom } from './random'
import { openStore } from './stores'

enablePatches()

const seed = Number(process.env.SEED ?? 7)

type Value = Record<string, unknown> | unknown[]

it(`patches give the results of immer, forward and back, and do not change the value (seed ${seed})`, () => {
  for (let round = 0; round < 300; round++) {
    const random = createRandom(seed + round)
    const below = (n: number): number => Math.floor(random() * n)
    const make = (depth: number): unknown => {
      const kind = depth === 0 ? 0 : below(3)
      if (kind === 0) return below(100)
      if (kind === 1) return Array.from({ length: below(4) }, () => make(depth - 1))
      return Object.fromEntries(Array.from({ length: below(4) }, (_, i) => [`k${i}`, make(depth - 1)]))
    }
    const change = (value: Value): void => {
      const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
      const at = keys[below(keys.length || 1)]
      const inner = at === undefined ? undefined : (value as Record<string | number, unknown>)[at]
      if (typeof inner === 'object' && inner !== null && below(3) > 0) return change(inner as Value)
      if (Array.isArray(value)) value.splice(below(value.length + 1), below(2), ...(below(2) ? [make(2)] : []))
      else if (at !== undefined && below(2)) delete value[at]
      else value[`k${below(6)}`] = make(2)
    }
    const base = { a: make(4), b: make(4) } as Value
    const [next, patches, inverse] = produceWithPatches(base, (draft) => {
      for (let i = 0; i < 4; i++) change(draft as Value)
    })
    const before = JSON.stringify(base)
    const text = `seed ${seed + round}`
    expect(patched(base, patches), text).toEqual(applyPatches(base, patches))
    expect(patched(base, patches), text).toEqual(next)
    expect(patched(next, inverse), text).toEqual(base)
    expect(JSON.stringify(base), text).toBe(before)
  }
})

it.each<[string, Patch]>([
  ['a way that is not there', { op: 'replace', path: ['nothing', 'x'], value: 1 }],
  ['a way through a number', { op: 'replace', path: ['number', 'x'], value: 1 }],
  ['a prototype', { op: 'replace', path: ['__proto__', 'x'], value: 1 }],
  ['a constructor', { op: 'add', path: ['constructor'], value: 1 }],
  ['a place beyond a list', { op: 'replace', path: ['list', 4_000_000_000], value: 1 }],
  ['a list made longer', { op: 'replace', path: ['list', 'length'], value: 4_000_000_000 }],
  ['a word in a list', { op: 'add', path: ['list', 'first'], value: 1 }],
])('%s is refused', (_, patch) => {
  const base = { list: [1, 2], number: 3 }
  expect(() => patched(base, [patch])).toThrow('cannot be applied')
  expect(base).toEqual({ list: [1, 2], number: 3 })
})

it('undo restores the identical objects', () => {
  const store = openStore({ ...drawn(), view: { nodes: { x: { x: 0, y: 0 }, h: { x: 200, y: 0 } }, edges: { W_xh: { bends: [{ x: 90, y: 40 }] } } } }, 'Bent')
  const before = store.store.getState().document
  store.edit('canvas.edit.move', (draft) => moveNodes(draft, { x: { x: 10, y: 0 }, h: { x: 210, y: 0 } }))
  expect(store.store.getState().document.view?.edges?.W_xh?.bends).toEqual([{ x: 100, y: 40 }])
  store.undo()
  expect(store.store.getState().document).toEqual(before)
  expect(store.store.getState().document.view?.edges?.W_xh).toBe(before.view?.edges?.W_xh)
  expect(store.store.getState().edited).toBe(false)
  store.redo()
  expect(store.store.getState().document.view?.edges?.W_xh?.bends).toEqual([{ x: 100, y: 40 }])
})
