import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import { accountOf, readTable } from '../../../engine/data'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import { loopOf } from '../../../engine/forecast/pairs'
import { registry } from '../../../nodes'
import { takeTable, takingFor, type Taking } from '../../../renderer/workspace/takeTable'

const elman: GraphDocument = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1, columns: ['a'] }, h: { type: 'layer', size: 4 }, y: { type: 'output', size: 1, columns: ['b'], ahead: 2 } },
  edges: { W: { from: 'x', to: 'h' }, V: { from: 'h', to: 'y' } },
  data: { kind: 'file', path: 'old.csv', normalize: 'range', split: [0.5, 0.25, 0.25] },
}
const csv = (header: string, row: (t: number) => unknown[]): string => [header, ...Array.from({ length: 30 }, (_, t) => row(t).join())].join('\n')

/** Takes a table as it is proposed, or as changed. */
function take(document: GraphDocument, text: string, change: (taking: Taking) => Taking = (taking) => taking): { taking: Taking; document: GraphDocument } {
  const read = readTable(text, 'csv', 'new.csv')
  const columns = read.table!.columns.map(({ name, kind }) => ({ name, kind }))
  const taking = change(takingFor(document, accountOf(read)!))
  const taken = produce(document, (draft) => takeTable(draft, 'new.csv', columns, taking))
  expect(parseDocument(serializeDocument(taken), registry).errors).toEqual([])
  return { taking, document: taken }
}

describe('a table that becomes the data', () => {
  it('keeps the assignments if it has the same columns', () => {
    const { taking, document } = take(
      elman,
      csv('a,b,c', (t) => [t % 3, t % 5, t % 7]),
    )
    expect(taking).toEqual({ roles: ['input', 'target', 'none'], ahead: 2, normalize: 'range', split: [0.5, 0.25, 0.25] })
    expect(document.nodes).toEqual(elman.nodes)
    expect(document.data).toEqual({ kind: 'file', path: 'new.csv', normalize: 'range', split: [0.5, 0.25, 0.25], steps: [] })
  })

  it('assigns other columns to the existing inputs and outputs', () => {
    const { document } = take(
      elman,
      csv('t,u,v', (t) => [t, t % 5, t % 7]),
    )
    expect(document.nodes.x).toMatchObject({ columns: ['u', 'v'], size: 2 })
    expect(document.nodes.y).toMatchObject({ columns: ['v'], size: 1, ahead: 1 })
    expect(document.data).toMatchObject({ path: 'new.csv', normalize: 'range', split: [0.7, 0.15, 0.15] })
  })

  it('draws an input and an output if there are none', () => {
    const empty: GraphDocument = { format: 'unfold-graph', version: 1, nodes: {}, edges: {} }
    const { document } = take(
      empty,
      csv('char', (t) => ['abc'[t % 3]]),
    )
    expect(Object.values(document.nodes)).toEqual([
      { type: 'input', columns: ['char'], encoding: 'one-hot' },
      { type: 'output', columns: ['char'], ahead: 1, encoding: 'one-hot', activation: 'softmax', loss: 'cross-entropy' },
    ])
    expect(document.data).toEqual({ kind: 'file', path: 'new.csv', normalize: 'standard', split: [0.7, 0.15, 0.15] })
  })

  it('names new nodes after all of their columns, and keeps names that the user gave', () => {
    const empty: GraphDocument = { format: 'unfold-graph', version: 1, nodes: {}, edges: {} }
    const all =
      (role: 'input' | 'both') =>
      (taking: Taking): Taking => ({ ...taking, roles: taking.roles.map(() => role) })
    const labels = ({ view }: GraphDocument): (string | undefined)[] => Object.values(view!.nodes!).map(({ label }) => label)
    const { document } = take(
      empty,
      csv('v,a,u', (t) => [t % 5, t % 3, t % 7]),
      all('both'),
    )
    expect(labels(document)).toEqual(['v, a, u', 'v, a, u'])
    const more = take(
      document,
      csv('b,c,d,e', (t) => [t % 5, t % 3, t % 7, t % 4]),
      all('both'),
    ).document
    expect(labels(more)).toEqual(['b … e (4)', 'b … e (4)'])
    const [input] = Object.keys(more.nodes)
    const named = produce(more, (draft) => {
      draft.view!.nodes![input!]!.label = 'weather'
    })
    expect(
      labels(
        take(
          named,
          csv('p,q', (t) => [t % 5, t % 3]),
          all('both'),
        ).document,
      ),
    ).toEqual(['weather', 'p, q'])
  })

  it('gives predicted columns an input of their own, which the output can feed beyond the data', () => {
    const empty: GraphDocument = { format: 'unfold-graph', version: 1, nodes: {}, edges: {} }
    const { document } = take(
      empty,
      csv('promotion,sales,price', (t) => [t % 2, t % 7, t % 5]),
      (taking) => ({ ...taking, roles: ['input', 'both', 'input'] }),
    )
    const ends = Object.entries(document.nodes).map(([id, { type, columns }]) => [id, type, columns])
    expect(ends).toEqual([
      ['x', 'input', ['sales']],
      ['x2', 'input', ['promotion', 'price']],
      ['y', 'output', ['sales']],
    ])
    const places = document.view!.nodes!
    expect([places.x2!.x, places.x2!.y > places.x!.y, places.y!.x > places.x!.x, places.y!.y]).toEqual([places.x!.x, true, true, places.x!.y])
    const inputs = ['x', 'x2'].map((id) => ({ id, size: document.nodes[id]!.size! }))
    expect(loopOf({ document, inputs, outputs: [{ id: 'y', size: 1 }] })).toEqual({ pairs: [{ input: 'x', output: 'y', lag: 1 }], open: ['x2'] })
    // Another table with such columns goes to the same inputs.
    const again = take(
      document,
      csv('a,b,c', (t) => [t % 2, t % 7, t % 5]),
      (taking) => ({ ...taking, roles: ['both', 'input', 'input'] }),
    ).document
    expect([again.nodes.x!.columns, again.nodes.x2!.columns, again.nodes.y!.columns]).toEqual([['a'], ['b', 'c'], ['a']])
  })

  it('gives one column to each of several inputs', () => {
    const two: GraphDocument = { ...elman, nodes: { ...elman.nodes, z: { type: 'input' } } }
    const { document } = take(
      two,
      csv('y,p,q', (t) => [t % 3, t % 5, t % 7]),
    )
    expect([document.nodes.x!.columns, document.nodes.z!.columns, document.nodes.y!.columns]).toEqual([['p'], ['q'], ['y']])
    expect(document.nodes.y!.ahead).toBeUndefined()
  })

  it('is divided by a column of sequences, and keeps all assignments if no column is used', () => {
    const { document } = take(
      elman,
      csv('sequence,u', (t) => [Math.floor(t / 10), t % 7]),
      (taking) => ({ ...taking, roles: ['sequence', 'none'] }),
    )
    expect(document.data).toMatchObject({ sequenceColumn: 'sequence' })
    expect(document.nodes).toEqual(elman.nodes)
  })
})
