import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import type { Query, Unavailable, Seen, StreamKind } from '../../engine/run/streams'
import { tourOf } from '../../renderer/document/tour'
import { readExample } from '../reproduce/examples'
import { Stage } from '../run/stage'

const tours = {
  'embedded-reber-elman': 'Why an Elman network forgets',
  'lstm-reber': 'How the LSTM holds a symbol',
  'echo-state-narma': 'What a reservoir echoes',
}
const documentOf = (name: string, epochs?: number): GraphDocument => {
  const { document } = readExample(name)
  return epochs === undefined ? document : { ...document, training: { ...document.training, epochs } }
}
const trained = (document: GraphDocument): Stage => {
  const stage = new Stage(document)
  stage.train()
  return stage
}

/** The result of an analysis while training is idle. */
function analysed<K extends StreamKind>(stage: Stage, query: Query<K>): Exclude<Seen<K>, Unavailable> {
  stage.send({ kind: 'watch', add: [query as Query], drop: [] })
  const found = stage.seen(query)
  if (typeof found === 'object' && 'problem' in found) throw new Error((found as Unavailable).problem.message)
  return found as Exclude<Seen<K>, Unavailable>
}

describe.each(Object.entries(tours))('the tour of %s', (name, title) => {
  const document = documentOf(name)
  const steps = tourOf(document)

  it(`begins with “${title}”`, () => expect(steps[0]!.title).toMatchObject({ en: title }))

  it('only shows moments that exist in the data', () => {
    const stage = new Stage(document)
    const moments = steps.flatMap(({ moment }) => moment ?? [])
    expect(moments.length).toBeGreaterThan(0)
    stage.send({ kind: 'watch', add: [{ kind: 'moment' }], drop: [] })
    for (const at of moments) {
      stage.send({ kind: 'hold', at })
      expect(stage.seen({ kind: 'moment' })).toMatchObject({ held: true, part: at.part })
    }
  })
})

describe('the claims of the tours hold:', () => {
  it('the error of the Elman network fades, and its horizon cuts it off after the copy', () => {
    const stage = trained(documentOf('embedded-reber-elman', 8))
    stage.send({ kind: 'hold', at: { part: 'train', sequence: 'worst', step: 0 } })
    stage.send({ kind: 'watch', add: [{ kind: 'sequences', part: 'train' }], drop: [] })
    const flow = analysed(stage, {
      kind: 'flow',
      part: 'train',
      sequence: stage.seen({ kind: 'sequences', part: 'train' }).worst!.sequence,
      step: null,
      lags: 32,
    })
    expect(flow).toMatchObject({ reach: { kind: 'bptt', horizon: 1 }, verdict: { kind: 'vanishing' } })
    const last = analysed(stage, { kind: 'dynamics', part: 'train', sequence: 0, step: Infinity, axes: 'components' })
    expect(last.step!.singular.at(-1)).toBeLessThan(1)
  })

  it('a unit of the cell tells T from P just before the symbol returns, and the error reaches g through the state', () => {
    const document = documentOf('lstm-reber', 20)
    const stage = trained(document)
    stage.send({ kind: 'watch', add: [{ kind: 'signal', port: 'c.state' }, { kind: 'signal', port: 'x' }, { kind: 'moment' }], drop: [] })
    const held: { readonly symbol: number; readonly state: Float32Array }[] = []
    for (let sequence = 0; sequence < 40; sequence++) {
      stage.send({ kind: 'hold', at: { part: 'train', sequence, step: 0 } })
      const { length } = stage.seen({ kind: 'moment' })
      const [x, c] = [stage.seen({ kind: 'signal', port: 'x' }), stage.seen({ kind: 'signal', port: 'c.state' })]
      const row = (signal: typeof x, step: number): Float32Array => signal.values.subarray(step * signal.units, (step + 1) * signal.units)
      held.push({ symbol: row(x, 1).indexOf(1), state: row(c, length - 2).slice() })
    }
    const symbols = [...new Set(held.map(({ symbol }) => symbol))]
    expect(symbols).toHaveLength(2)
    const separates = (unit: number): number => {
      const right = held.filter(({ symbol, state }) => state[unit]! > 0 === (symbol === symbols[0])).length
      return Math.max(right, held.length - right)
    }
    expect(Math.max(...Array.from({ length: 8 }, (_, unit) => separates(unit)))).toBeGreaterThanOrEqual(38)
    const flow = analysed(stage, { kind: 'flow', part: 'train', sequence: 0, step: null, lags: 12 })
    const at = (name: string, lag: number): number => flow.values[flow.ports.findIndex((port) => port.name === name) * flow.lags + lag]!
    for (let lag = 0; lag < flow.lags; lag++) expect(at('c.state', lag), `lag ${lag}`).toBeGreaterThan(at('g.out', lag))
  })

  it('the reservoir forgets where it started, and with a radius of 3 and a weak input it does not', () => {
    const whole = documentOf('echo-state-narma')
    // Shorter, since the exponents of 4,000 steps take minutes.
    const document = { ...whole, data: { ...whole.data!, options: { length: 500 } } } as GraphDocument
    const exponents = analysed(new Stage(document), { kind: 'lyapunov', part: 'train', sequence: 0 })
    expect(exponents.exponents[0]).toBeLessThan(0)
    const wild = { ...document, nodes: { ...document.nodes, r: { ...document.nodes.r!, spectralRadius: 3, inputScaling: 0.01 } } }
    for (const [which, codes] of [
      [document, []],
      [wild, ['no-echo']],
    ] as const) {
      const seen = analysed(new Stage(which), { kind: 'units' })
      expect(seen.findings.map(({ code }) => code)).toEqual(codes)
    }
  })
})
