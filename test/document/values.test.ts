import { describe, expect, it } from 'vitest'
import { limits } from '../../engine/document/limits'
import { changeProblems, parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { openStore } from '../renderer/editing/stores'

const base: GraphDocument = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 2 } },
  edges: { W: { from: 'x', to: 'h', kind: 'dense' } },
}
const zeros = (count: number): number[] => Array<number>(count).fill(0)
const valuesIn = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Object.values(value).reduce<number>((sum, one) => sum + valuesIn(one), 1) : 1
/** `base` with a list, by `place`, that is as long as leaves it with `count` values. */
function filled(count: number, place: (list: number[]) => object): GraphDocument {
  const made = (length: number): GraphDocument => ({ ...base, ...place(zeros(length)) })
  const { data: _, fitted: __, weights: ___, ...others } = made(0)
  return made(count - valuesIn(others))
}
const inExtensions = (count: number): GraphDocument => filled(count, (list) => ({ extensions: { list } }))
const keysOf = (document: object): string[] => parseDocument(JSON.stringify(document), registry).errors.map(({ key }) => key)

describe('the values of a document', () => {
  const others: readonly [string, (list: number[]) => object][] = [
    ['extensions', (list) => ({ extensions: { list } })],
    ['extensions of nodes', (list) => ({ nodes: { ...base.nodes, h: { ...base.nodes.h, extensions: { list } } } })],
    ['unknown keys of the view', (list) => ({ view: { grid: list } })],
  ]
  it.each(others)('are bounded in %s', (_name, place) => {
    expect(keysOf(filled(limits.otherValues, place))).toEqual([])
    expect(keysOf(filled(limits.otherValues + 1, place))).toEqual(['others-too-large'])
  })

  it('are bounded in data and in fitted, each by itself', () => {
    const data = (count: number): object => ({ ...base, data: { kind: 'inline', sequences: [{ x: [zeros(count - 6)] }] } })
    expect(keysOf(data(limits.inlineValues))).toEqual([])
    expect(keysOf(data(limits.inlineValues + 1))).toEqual(['document-too-large'])
    const fitted = (count: number): object => ({ ...base, fitted: { columns: { a: { more: zeros(count - 4) } } } })
    expect(keysOf(fitted(limits.inlineValues))).not.toContain('fitted-too-large')
    expect(keysOf(fitted(limits.inlineValues + 1))).toEqual(['fitted-too-large'])
  })

  it('are bounded in weights, where only the numbers of tensors may be more', () => {
    const weights = (rest: number, count: number): object => ({ ...base, weights: { W: { shape: zeros(rest - 4), data: zeros(count) } } })
    const many = limits.tensorValues + 1
    expect(keysOf(weights(limits.tensorValues, many))).not.toContain('tensors-too-large')
    expect(keysOf(weights(limits.tensorValues + 1, 0))).toEqual(['tensors-too-large'])
    expect(keysOf({ ...base, weights: { W: { shape: [1], data: Array(many).fill([]) } } })).toEqual(['tensors-too-large'])
    expect(keysOf({ ...base, weights: { W: { shape: [1], data: zeros(many) } } })).toEqual(['tensor-length'])
  })

  it('leave room for the epoch that training adds', () => {
    const { extensions, ...full } = inExtensions(limits.otherValues)
    expect(keysOf({ ...full, extensions: { ...extensions, learned: { epoch: 7 } } })).toEqual([])
    expect(keysOf({ ...full, extensions: { ...extensions, learned: { epoch: 7, more: [0] } } })).toEqual(['others-too-large'])
  })
})

describe('an edit', () => {
  const full = inExtensions(limits.otherValues)

  it('that would make more values than can be read again is refused, and undone work can still be read', () => {
    const store = openStore(full)
    store.edit('edit', (draft) => void (draft.edges.W!.frozen = [[0, 0, 1]]))
    expect(store.store.getState().refused).toMatchObject({ code: 'limit-exceeded', key: 'values-too-many' })
    expect(store.store.getState().refused!.message).toContain(String(limits.otherValues))
    expect(store.store.getState().document).toEqual(full)
    // What removes values is allowed, and makes room.
    store.edit('edit', (draft) => void (draft.extensions = {}))
    store.edit('edit', (draft) => void (draft.edges.W!.frozen = [[0, 0, 1]]))
    expect(store.store.getState().refused).toBeUndefined()
    store.undo()
    store.undo()
    expect(keysOf(store.store.getState().document)).toEqual([])
  })

  it('counts what reading counts', () => {
    for (const more of [0, 1]) {
      const next = inExtensions(limits.otherValues + more)
      expect(changeProblems(next, registry, base).map(({ key }) => key)).toEqual(more === 0 ? [] : ['values-too-many'])
    }
    const data = { kind: 'inline' as const, sequences: [{ x: [zeros(limits.inlineValues)] }] }
    expect(changeProblems({ ...base, data }, registry, base).map(({ path }) => path)).toEqual(['/data'])
  })
})
