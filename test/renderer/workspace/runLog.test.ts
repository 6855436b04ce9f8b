import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import { problem } from '../../../engine/base/problem'
import type { GraphDocument } from '../../../engine/document/types'
import type { Message, RunReport } from '../../../engine/run/protocol'
import type { Scores } from '../../../engine/run/streams'
import { Session } from '../../../engine/run/session'
import { registry } from '../../../nodes'
import { edited, ended, unrepeatable, withFailure, withReports, withScores, type Run } from '../../../renderer/workspace/runLog'
import { differences } from '../../../engine/document/differences'
import { restoreComputation } from '../../../renderer/editing/restoreComputation'
import { ask } from '../../run/ask'

const document: GraphDocument = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 4 }, y: { type: 'output', size: 1 } },
  edges: { W: { from: 'x', to: 'h', dropout: 0.3 }, V: { from: 'h', to: 'y' } },
  data: { kind: 'inline', sequences: [{ x: [[1], [2], [3]], y: [[0.2], [0.1], [0.4]] }] },
  training: { seed: 4, epochs: 3, optimizer: { kind: 'sgd', learningRate: 0.1 } },
}
const report = (epoch: number): RunReport => ({ epoch, loss: 1 / epoch, validation: null, gradientNorm: 1 })
const epochs = (runs: readonly Run[]): number[][] => runs.map(({ reports }) => reports.map(({ epoch }) => epoch))

describe('runs', () => {
  it('begin with the first report, and again after a reset', () => {
    let runs = withReports([], [report(1), report(2)], document, 10)
    runs = withReports(runs, [report(3)], document, 11)
    expect(runs).toMatchObject([{ number: 1, started: 10, document, changes: [], ended: false }])
    runs = ended(runs, 'anew')
    expect(withReports(runs, [report(4)], document, 12), 'a report that was on its way').toBe(runs)
    runs = withReports(runs, [report(4), report(1), report(2)], document, 13)
    expect(epochs(runs)).toEqual([
      [1, 2, 3],
      [1, 2],
    ])
    expect(runs.map(({ number }) => number)).toEqual([1, 2])
  })

  it('keep the newest scores of their own epochs, and of no other run', () => {
    const scores = (epoch: number): Scores => ({ epoch, parts: { train: { loss: 1 / epoch } } })
    const runs = withReports([], [report(1), report(2)], document, 10)
    expect(withScores(runs, scores(2))[0]!.scores!.epoch).toBe(2)
    expect(withScores(withScores(runs, scores(1)), scores(2))[0]!.scores!.epoch).toBe(2)
    for (const epoch of [0, 3]) expect(withScores(runs, scores(epoch)), 'of no epoch that was reported').toBe(runs)
    const done = ended(withScores(runs, scores(2)), 'anew')
    expect(withScores(done, scores(1)), 'on its way when the run was left').toBe(done)
    expect(withReports(done, [report(1)], document, 11).map((run) => run.scores?.epoch)).toEqual([2, undefined])
    expect([withScores([], scores(1)), withScores([], undefined)]).toEqual([[], []])
  })

  it('that failed are marked until they continue, even if no epoch was finished', () => {
    const overflow = problem('not-finite', 'number-not-finite', { got: '1e999' })
    const first = withFailure([], overflow, document, 10)
    expect(first).toMatchObject([{ number: 1, failed: { code: 'not-finite' }, reports: [] }])
    let runs = withReports(ended(first, 'anew'), [report(1), report(2)], document, 11)
    expect(runs.map(({ number, failed }) => [number, failed?.code])).toEqual([
      [1, 'not-finite'],
      [2, undefined],
    ])
    runs = withFailure(runs, overflow, document, 12)
    expect(runs.map(({ failed }) => failed?.code)).toEqual(['not-finite', 'not-finite'])
    expect(withFailure(runs, undefined, document, 13).map(({ failed }) => failed?.code)).toEqual(['not-finite', undefined])
    expect(withFailure(ended(runs, 'anew'), undefined, document, 13).map(({ failed }) => failed?.code)).toEqual(['not-finite', 'not-finite'])
  })

  it('that continue from an undone state cannot be repeated', () => {
    let runs = ended(withReports([], [report(1), report(2)], document, 10), 'elsewhere')
    runs = withReports(runs, [report(9), report(10)], document, 11)
    expect(epochs(runs)).toEqual([
      [1, 2],
      [9, 10],
    ])
    expect(runs.map((run) => unrepeatable(run, false))).toEqual([undefined, 'continued'])
  })

  it('remember their arithmetic, and are repeated exactly only with the same', () => {
    const [exact, fast] = [false, true].map((used) => withReports([], [report(1)], document, 10, used)[0]!)
    expect([unrepeatable(exact!, false), unrepeatable(exact!, true), unrepeatable(fast!, true), unrepeatable(fast!, false)]).toEqual([
      undefined,
      'exact',
      undefined,
      'fast',
    ])
  })

  const rate = (from: number, to: number) => ({ found: [{ path: ['training', 'optimizer', 'learningRate'], from, to }] })
  it('list only the edits after which they continued, with the epochs', () => {
    let runs = edited(withReports([], [report(1)], document, 10), rate(0.1, 0.2))
    expect(runs[0]!.changes).toEqual([])
    runs = edited(withReports(runs, [report(2)], document, 11), { found: [], fastMath: true })
    expect(runs[0]!.changes).toEqual([{ epoch: 1, ...rate(0.1, 0.2) }])
    expect(unrepeatable(runs[0]!, false)).toBe('edited')
    runs = edited(ended(runs, 'anew'), rate(0.2, 0.3))
    expect(runs[0]!.changes).toHaveLength(1)
    expect(edited([], rate(1, 2))).toEqual([])
  })

  it('list a scrubbed value as one edit', () => {
    let runs = withReports([], [report(1)], document, 10)
    for (const value of [0.2, 0.3, 0.4]) runs = edited(runs, rate(value - 0.1, value))
    expect(withReports(runs, [report(2)], document, 11)[0]!.changes).toEqual([{ epoch: 1, ...rate(0.1, 0.4) }])
  })

  it('keep a curve of bounded length with its newest point', () => {
    let runs: readonly Run[] = []
    for (let e = 1; e <= 30_000; e += 1_000)
      runs = withReports(
        runs,
        Array.from({ length: 1_000 }, (_, i) => report(e + i)),
        document,
        0,
      )
    expect(runs[0]!.reports.length).toBeLessThanOrEqual(9_192)
    expect([runs[0]!.reports[0]!.epoch, runs[0]!.reports.at(-1)!.epoch]).toEqual([1, 30_000])
  })
})

describe('what differs between two documents', () => {
  it('is listed setting by setting, and by node if only one document has it', () => {
    const other = produce(document, (draft) => {
      draft.nodes.h!.size = 8
      draft.nodes.c = { type: 'context' }
      delete draft.edges.V
      draft.training!.optimizer = { kind: 'sgd', learningRate: 0.2 }
      draft.training!.seed = 5
      draft.view = { nodes: { h: { x: 9, y: 9 } } }
    })
    expect(differences(document, other)).toEqual([
      { path: ['nodes', 'h', 'size'], from: 4, to: 8 },
      { path: ['nodes', 'c'], from: undefined, to: { type: 'context' } },
      { path: ['edges', 'V'], from: { from: 'h', to: 'y' }, to: undefined },
      { path: ['training', 'seed'], from: 4, to: 5 },
      { path: ['training', 'optimizer', 'learningRate'], from: 0.1, to: 0.2 },
    ])
    expect(
      differences(
        document,
        produce(other, (draft) => restoreComputation(draft, document)),
      ),
    ).toEqual([])
  })

  it('gives restored nodes their positions in the run, otherwise places beside each other, and removes the positions of others', () => {
    const placed = produce(document, (draft) => void (draft.view = { nodes: { h: { x: 9, y: 8 } } }))
    const other = produce(document, (draft) => {
      delete draft.nodes.h
      draft.nodes.c = { type: 'context' }
      draft.edges = { loop: { from: 'c', to: 'y' } }
      draft.view = { nodes: { x: { x: 1, y: 2 }, c: { x: 3, y: 4 } }, edges: { loop: { bends: [] } }, groups: { g: { nodes: ['c'] } } }
    })
    const { view } = produce(other, (draft) => restoreComputation(draft, placed))
    expect(view?.nodes).toMatchObject({ x: { x: 1, y: 2 }, h: { x: 9, y: 8 } })
    expect(Object.keys(view?.nodes ?? {}).sort()).toEqual(['h', 'x', 'y'])
    expect(new Set(Object.values(view!.nodes!).map((place) => JSON.stringify(place))).size).toBe(3)
    expect([view?.edges, view?.groups]).toEqual([undefined, undefined])
  })

  it('restores the weights from which a run started', () => {
    const trained = produce(document, (draft) => {
      draft.weights = { V: { shape: [1], dtype: 'float32', data: 'AAAAAA==' } } as typeof draft.weights
    })
    expect(produce(trained, (draft) => restoreComputation(draft, document)).weights).toBeUndefined()
  })
})

describe('a session that is reset', () => {
  it('trains to the same numbers again, including random ones', () => {
    const session = new Session(registry, { now: () => 0, soon: () => undefined, later: () => () => undefined })
    const messages: Message[] = []
    session.message$.subscribe((message) => messages.push(message))
    const train = (): unknown => {
      messages.length = 0
      for (let i = 0; i < 4; i++) session.send({ kind: 'step' })
      return [messages.flatMap((m) => (m.kind === 'reports' ? m.reports : [])).map(({ loss }) => loss), ask(session, { kind: 'weights' }).weights]
    }
    session.send({ kind: 'load', revision: 1, document, fresh: true })
    const first = train()
    session.send({ kind: 'reset' })
    expect(train()).toEqual(first)
  })
})
