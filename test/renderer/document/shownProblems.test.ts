import { describe, expect, it } from 'vitest'
import { compile } from '../../../engine/compile'
import { dataSizes, prepareData, readData } from '../../../engine/data'
import { trainingWarnings } from '../../../engine/learn/check/prepare'
import { untrained } from '../../../engine/learn/model/untrained'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import { createDocumentStore, emptyDocument } from '../../../renderer/editing/store'
import { shownProblems } from '../../../renderer/document/shownProblems'

const reportOf = (nodes: GraphDocument['nodes'], edges: GraphDocument['edges'] = {}, rest: Partial<GraphDocument> = {}) => {
  const document: GraphDocument = { format: 'unfold-graph', version: 1, nodes, edges, ...rest }
  const data = readData(document, {})
  const compiled = compile(document, registry, dataSizes(document, registry, data))
  const { dataset, errors, warnings } = prepareData(document, registry, compiled, data)
  const nothing = compiled.network && dataset ? untrained(compiled.network, dataset) : undefined
  return { errors: [...errors, ...(nothing ? [nothing] : [])], warnings: [...warnings, ...trainingWarnings(compiled, dataset)] }
}
const keys = ({ errors, warnings }: ReturnType<typeof reportOf>): string[] => [...errors, ...warnings].map(({ key }) => key)

const x = { type: 'input', size: 1 }
const h = { type: 'layer', size: 3 }
const y = { type: 'output', size: 1 }
const dense = (from: string, to: string) => ({ from, to, kind: 'dense' as const })
const inline = (sequence: Record<string, number[][]>): Partial<GraphDocument> => ({ data: { kind: 'inline', sequences: [sequence] } })

describe('problems of a network that is being drawn', () => {
  it.each([
    ['an input', reportOf({ x })],
    ['a node of unknown size', reportOf({ h: { type: 'context' } })],
    ['an input and a layer without wires', reportOf({ x, h, y }, {}, inline({ x: [[1]], y: [[0]] }))],
    ['a network without data', reportOf({ x, h, y }, { a: dense('x', 'h'), b: dense('h', 'y') })],
    ['an output without targets', reportOf({ x, h, y }, { a: dense('x', 'h'), b: dense('h', 'y') }, inline({ x: [[1]] }))],
    ['an input without values', reportOf({ x, h, y }, { b: dense('h', 'y') }, inline({ y: [[1]] }))],
    ['a second output without a wire', reportOf({ x, y, z: y }, { a: dense('x', 'y') }, inline({ x: [[1]], y: [[1]] }))],
    ['a layer without outgoing wires', reportOf({ x, h, y }, { a: dense('x', 'h'), b: dense('x', 'y') }, inline({ x: [[1]], y: [[1]] }))],
    [
      'a gate without control',
      reportOf({ x, g: { type: 'gate', size: 1 }, y }, { a: { from: 'x', to: 'g.signal' }, b: dense('g', 'y') }, inline({ x: [[1]], y: [[1]] })),
    ],
    ['a readout without a wire', reportOf({ x, y }, {}, { ...inline({ x: [[1]], y: [[1]] }), training: { algorithm: { kind: 'readout' } } })],
  ])('%s: hidden until the user asks the network to learn', (_, found) => {
    expect(keys(found).length).toBeGreaterThan(0)
    expect(keys(shownProblems(found, { drawn: true, asked: false }))).toEqual([])
    expect(shownProblems(found, { drawn: true, asked: true })).toBe(found)
  })

  it.each([
    ['a loop without delay', reportOf({ x, h }, { a: dense('x', 'h'), b: dense('h', 'h') }), ['algebraic-loop']],
    ['a copy between two sizes', reportOf({ x, h }, { a: { from: 'x', to: 'h', kind: 'identity' } }), ['size-mismatch']],
    ['vectors of another size', reportOf({ x, h, y }, { a: dense('x', 'h'), b: dense('h', 'y') }, inline({ x: [[1, 2]], y: [[1]] })), ['sequence-vector']],
    ['a setting without effect', reportOf({ x, y }, { a: dense('x', 'y') }, { ...inline({ x: [[1]], y: [[1]] }), training: { noise: 0.1 } }), ['idle-noise']],
    ['a missing data file', reportOf({ x }, {}, { data: { kind: 'file', path: 'gone.csv' } }), ['data-file-missing']],
  ])('%s: shown at once', (_, found, wrong) => {
    expect(keys(shownProblems(found, { drawn: true, asked: false }))).toEqual(wrong)
  })

  it('an empty document has none', () => {
    expect(keys(shownProblems(reportOf({}), { drawn: false, asked: true }))).toEqual([])
  })
})

describe('the flag that a document is meant to learn', () => {
  it('Play sets it; undo and recovery keep it', () => {
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
  ])('is set from the start in a document from %s', (_, origin, document) => {
    const store = createDocumentStore()
    store.open(document, origin)
    expect(store.store.getState().asked).toBe(true)
  })
})
