import { describe, expect, it } from 'vitest'
import { compile } from '../../../engine/compile'
import { dataSizes, prepareData, readData } from '../../../engine/data'
import { trainingWarnings } from '../../../engine/learn/check/prepare'
import { untrained } from '../../../engine/learn/model/untrained'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { createDocumentStore, emptyDocument } from '../../../renderer/editing/store'
import { toldOf } from '../../../renderer/document/told'

const told = (nodes: GraphDocument['nodes'], edges: GraphDocument['edges'] = {}, rest: Partial<GraphDocument> = {}) => {
  const document: GraphDocument = { format: 'unfold-graph', version: 1, nodes, edges, ...rest }
  const data = readData(document, {})
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  const { dataset, errors, warnings } = prepareData(document, registry, compiled, data)
  const nothing = compiled.network && dataset ? untrained(compiled.network, dataset) : undefined
  return { errors: [...errors, ...(nothing ? [nothing] : [])], warnings: [...warnings, ...trainingWarnings(compiled, dataset)] }
}
const keys = ({ errors, warnings }: ReturnType<typeof told>): string[] => [...errors, ...warnings].map(({ key }) => key)

const x = { type: 'input', size: 1 }
const h = { type: 'layer', size: 3 }
const y = { type: 'output', size: 1 }
const dense = (from: string, to: string) => ({ from, to, kind: 'dense' as const })
const inline = (sequence: Record<string, number[][]>): Partial<GraphDocument> => ({ data: { kind: 'inline', sequences: [sequence] } })

describe('while a network is drawn', () => {
  it.each([
    ['an input', told({ x })],
    ['a node whose size nothing tells', told({ h: { type: 'context' } })],
    ['an input and a layer that nothing joins', told({ x, h, y }, {}, inline({ x: [[1]], y: [[0]] }))],
    ['a network without data', told({ x, h, y }, { a: dense('x', 'h'), b: dense('h', 'y') })],
    ['an output without targets', told({ x, h, y }, { a: dense('x', 'h'), b: dense('h', 'y') }, inline({ x: [[1]] }))],
    ['an input without values', told({ x, h, y }, { b: dense('h', 'y') }, inline({ y: [[1]] }))],
    ['a second output without a wire', told({ x, y, z: y }, { a: dense('x', 'y') }, inline({ x: [[1]], y: [[1]] }))],
    ['a layer that leads nowhere', told({ x, h, y }, { a: dense('x', 'h'), b: dense('x', 'y') }, inline({ x: [[1]], y: [[1]] }))],
    [
      'a gate without control',
      told({ x, g: { type: 'gate', size: 1 }, y }, { a: { from: 'x', to: 'g.signal' }, b: dense('g', 'y') }, inline({ x: [[1]], y: [[1]] })),
    ],
    ['a readout without a wire', told({ x, y }, {}, { ...inline({ x: [[1]], y: [[1]] }), training: { algorithm: { kind: 'readout' } } })],
  ])('%s is quiet until it is asked to learn, and told from then on', (_, found) => {
    expect(keys(found).length).toBeGreaterThan(0)
    expect(keys(toldOf(found, { drawn: true, asked: false }))).toEqual([])
    expect(toldOf(found, { drawn: true, asked: true })).toBe(found)
  })

  it.each([
    ['a loop without delay', told({ x, h }, { a: dense('x', 'h'), b: dense('h', 'h') }), ['algebraic-loop']],
    ['a copy between two sizes', told({ x, h }, { a: { from: 'x', to: 'h', kind: 'identity' } }), ['size-mismatch']],
    ['vectors of another size', told({ x, h, y }, { a: dense('x', 'h'), b: dense('h', 'y') }, inline({ x: [[1, 2]], y: [[1]] })), ['sequence-vector']],
    ['a setting without effect', told({ x, y }, { a: dense('x', 'y') }, { ...inline({ x: [[1]], y: [[1]] }), training: { noise: 0.1 } }), ['idle-noise']],
    ['a data file that is gone', told({ x }, {}, { data: { kind: 'file', path: 'gone.csv' } }), ['data-file-missing']],
  ])('%s is told at once', (_, found, wrong) => {
    expect(keys(toldOf(found, { drawn: true, asked: false }))).toEqual(wrong)
  })

  it('nothing is wrong with what has not been begun', () => {
    expect(keys(toldOf(told({}), { drawn: false, asked: true }))).toEqual([])
  })
})

describe('a document is asked to learn', () => {
  it('by Play, which undoing edits and killing the program do not make it forget', () => {
    const store = createDocumentStore()
    expect(store.store.getState().asked).toBe(false)
    store.edit('add', (draft) => void (draft.nodes.x = { type: 'input', size: 1 }))
    expect(store.store.getState().asked).toBe(false)
    store.ask()
    store.undo()
    expect(store.store.getState().asked).toBe(true)
    const again = createDocumentStore()
    again.restore(store.keep(Infinity))
    expect(again.store.getState().asked).toBe(true)
    again.open(emptyDocument, { path: null, name: '' })
    expect(again.store.getState().asked).toBe(false)
  })

  it.each([
    ['a file', { path: '/there/net.unfold', name: 'net' }, emptyDocument],
    ['the gallery', { path: null, name: 'elman', example: 'elman.unfold' }, emptyDocument],
    ['the clipboard', { path: null, name: '' }, { ...emptyDocument, nodes: { x } }],
  ])('from the beginning where it came from %s', (_, origin, document) => {
    const store = createDocumentStore()
    store.open(document, origin)
    expect(store.store.getState().asked).toBe(true)
  })
})
