import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { place, sunspots } from '../cli/terminal'
import { feed } from './feed'

type Document = typeof sunspots
type Change = (document: Document) => object

const rows = readFileSync(join(import.meta.dirname, '../fixtures/sunspots.csv'), 'utf8')
  .trim()
  .split('\n')
const weightsOf = (folder: string, name: string): unknown => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { weights: unknown }).weights

/** Trains one further epoch, and separately streams the rows of the training part; returns the weights of both. */
async function both(change: Change, count: number, table = rows): Promise<{ trained: unknown; streamed: unknown; before: unknown }> {
  const text = `${table.slice(0, count + 1).join('\n')}\n`
  const here = place({ input: feed(text, 1_000) })
  here.put('sunspots.csv', `${table.join('\n')}\n`)
  const document = here.put('a.unfold', { ...sunspots, ...change(sunspots) })
  expect(await here.unfold('train', document, '--epochs', '1', '--out', 'one.unfold')).toMatchObject({ status: 0 })
  expect(await here.unfold('train', 'one.unfold', '--epochs', '2', '--out', 'two.unfold')).toMatchObject({ status: 0 })
  const streamed = await here.unfold('stream', 'one.unfold', '--learn', '--out', 'streamed.unfold')
  expect(streamed, streamed.err).toMatchObject({ status: 0 })
  const [before, trained, after] = ['one', 'two', 'streamed'].map((name) => weightsOf(here.folder, `${name}.unfold`))
  here.remove()
  return { before, trained, streamed: after }
}

/** Rows of the training part, 70 % of all. */
const part = Math.round((rows.length - 1) * 0.7)
const learning =
  (algorithm: object, more: object = {}): Change =>
  (document) => ({ training: { ...document.training, algorithm, ...more } })

describe('unfold stream --learn ends with the bits of one epoch of training', () => {
  const algorithms = [
    ...['exact', 'snap-1', 'e-prop', 'rflo', 'uoro', 'hybrid'].map((variant) => ({ kind: 'rtrl', variant })),
    { kind: 'rtrl', variant: 'exact', every: 7 },
    { kind: 'rtrl', variant: 'exact', every: null },
    { kind: 'bptt', horizon: 1, every: 1 },
    { kind: 'bptt', horizon: 20, every: 10 },
    { kind: 'bptt', horizon: 6, every: 4, recompute: true },
  ]
  it.each(algorithms)('%o', async (algorithm) => {
    const { before, trained, streamed } = await both(learning(algorithm, { optimizer: { kind: 'adam', learningRate: 0.01 } }), part)
    expect(streamed).toEqual(trained)
    expect(streamed).not.toEqual(before)
  })

  it('with windows, a later target, washout, weight decay and dropout', async () => {
    const change: Change = (document) => ({
      nodes: { ...document.nodes, x: { ...document.nodes.x, window: { past: 3, future: 2 } }, y: { ...document.nodes.y, ahead: 3 } },
      edges: { ...document.edges, W_hy: { ...document.edges.W_hy, dropout: 0.3 } },
      ...learning({ kind: 'rtrl', every: 3 }, { washout: 10, regularize: { weightDecay: 0.01 }, clip: { kind: 'norm', threshold: 0.1 } })(document),
    })
    const { trained, streamed } = await both(change, part)
    expect(streamed).toEqual(trained)
  })

  it('if all rows are the training part, and targets of the last steps are missing', async () => {
    const { trained, streamed } = await both((document) => ({ data: { ...document.data, split: [1, 0, 0] } }), rows.length - 1)
    expect(streamed).toEqual(trained)
  })

  it('with teacher forcing', async () => {
    const change: Change = (document) => ({
      nodes: { ...document.nodes, f: { type: 'context' }, y: { type: 'output', columns: ['SUNACTIVITY'], ahead: 1 } },
      edges: { ...document.edges, back: { from: 'y', to: 'f' }, W_fh: { from: 'f', to: 'h' } },
      ...learning({ kind: 'rtrl' }, { teacherForcing: ['y'] })(document),
    })
    const { trained, streamed } = await both(change, part)
    expect(streamed).toEqual(trained)
  })

  it.each([
    { kind: 'rtrl', variant: 'uoro' },
    { kind: 'rtrl', variant: 'snap-1' },
    { kind: 'bptt', horizon: 5, every: 2 },
  ])('over sequences that a column names: %o', async (algorithm) => {
    const table = rows.map((row, i) => `${row},${i === 0 ? 'run' : Math.floor(i / 40)}`)
    const change: Change = (document) => ({ data: { ...document.data, sequenceColumn: 'run', split: [1, 0, 0] }, ...learning(algorithm)(document) })
    const { trained, streamed } = await both(change, rows.length - 1, table)
    expect(streamed).toEqual(trained)
  })

  it('over sequences of equal length, also with BPTT over each as a whole', async () => {
    const change: Change = (document) => ({
      data: { ...document.data, sequenceLength: 25, split: [1, 0, 0] },
      ...learning({ kind: 'bptt', horizon: null })(document),
    })
    const { trained, streamed } = await both(change, rows.length - 1)
    expect(streamed).toEqual(trained)
  })

  it('on categories, with missing targets', async () => {
    const table = rows.map((_, i) => (i === 0 ? 'now,next' : `${['a', 'b', 'c'][(i * i) % 3]},${i % 5 === 0 ? '' : ['a', 'b', 'c'][(i * i + 1) % 3]}`))
    const change: Change = (document) => ({
      nodes: {
        ...document.nodes,
        x: { type: 'input', columns: ['now'], encoding: 'one-hot' },
        y: { type: 'output', columns: ['next'], encoding: 'one-hot', activation: 'softmax', loss: 'cross-entropy' },
      },
      data: { kind: 'file', path: 'sunspots.csv', split: [0.7, 0.15, 0.15] },
    })
    const { trained, streamed } = await both(change, part, table)
    expect(streamed).toEqual(trained)
  })
})
