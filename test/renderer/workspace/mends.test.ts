import { describe, expect, it } from 'vitest'
import { diagnoseCourse } from '../../../engine/analyze/diagnose'
import type { UnitFinding } from '../../../engine/analyze/units'
import type { GraphDocument } from '../../../engine/document/types'
import { unpack, type Checkpoint } from '../../../engine/learn/train/checkpoint'
import type { Tab } from '../../../renderer/workspace/tabs'
import { draw, elman } from '../../documents'
import { Desk, settle } from './desk'

const desk = new Desk()
const { tabs, screen: engine } = await desk.start()
const mends = await import('../../../renderer/panels/problems/mends')
const remedies = await import('../../../renderer/panels/gradients-through-time/remedies')

const sequences = [30, 24].map((length, k) => ({
  x: Array.from({ length }, (_, t) => [Math.sin(t + k), Math.cos(0.7 * t)]),
  y: Array.from({ length }, (_, t) => [Math.sin(t)]),
}))
let tab: Tab
async function open(document: GraphDocument): Promise<void> {
  tab = tabs.openTab({ ...document, data: { kind: 'inline', sequences } }, { path: '/a.unfold', name: 'a' })
  await settle()
  expect(tab.engine.store.getState().state.status).toBe('ready')
}
const now = () => tab.documents.store.getState()
const labels = () => now().past.map(({ label }) => label)

/** What is found of units, as the panel of problems sees it. */
async function found(): Promise<readonly UnitFinding[]> {
  let last: readonly UnitFinding[] = []
  const watching = engine.watch({ kind: 'units' }).subscribe((seen) => {
    if (seen && !('problem' in seen)) last = seen.findings
  })
  await settle(200)
  watching.unsubscribe()
  return last
}
async function weights(): Promise<Checkpoint['weights']> {
  let found: Checkpoint | undefined
  engine.ask({ kind: 'checkpoint' }).subscribe((reply) => {
    if ('answer' in reply) found = reply.answer
  })
  await settle()
  return found!.weights
}

/** Finds one thing, mends it, finds nothing, and takes that back with one undo. */
async function mended(code: UnitFinding['code'], label: string): Promise<void> {
  const [before, drawn] = [await weights(), now().document]
  const [finding, ...others] = await found()
  expect([finding?.code, others]).toEqual([code, []])
  mends.mendOf(finding!, now().document, tab.engine.store.getState().compiled!.shapes)!.apply()
  await settle()
  expect(labels()).toEqual([label])
  expect(await found()).toEqual([])
  const after = await weights()
  tab.documents.undo()
  await settle()
  expect([now().document, await weights(), labels()]).toEqual([drawn, before, []])
  expect((await found()).map((each) => each.code)).toEqual([code])
  tab.documents.redo()
  await settle()
  expect(await weights()).toEqual(after)
  expect(await found()).toEqual([])
}

describe('one button mends, and one undo takes it back:', () => {
  it('units that saturate', async () => {
    const plain = elman()
    await open({ ...plain, edges: { ...plain.edges, W_xh: { ...plain.edges.W_xh!, init: { kind: 'uniform', low: 200, high: 900 } } } })
    await mended('saturated', 'run.edit.scale')
  })

  it('units of a ReLU that died', async () => {
    const plain = elman()
    await open({ ...plain, nodes: { ...plain.nodes, h: { ...plain.nodes.h!, activation: 'relu', biasInit: -30 } } })
    await mended('dead', 'insight.edit.leaky')
  })

  it('a reservoir without the echo state property', async () => {
    await open(
      draw(
        {
          x: { type: 'input', size: 2 },
          r: { type: 'reservoir', size: 40, density: 0.2, spectralRadius: 3, inputScaling: 0.1 },
          y: { type: 'output', size: 1 },
        },
        { W_xr: 'x → r', W_ry: 'r → y' },
        { training: { algorithm: { kind: 'readout', method: 'ridge', ridge: 1e-6 } } },
      ),
    )
    await mended('no-echo', 'insight.edit.radius')
  })

  it('a gate that never moves, found once the network has trained', async () => {
    await open(
      draw(
        { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 3 }, g: { type: 'gate', biasInit: 14 }, y: { type: 'output', size: 1 } },
        { W_xh: 'x → h', W_xg: { from: 'x', to: 'g.control' }, h_g: { from: 'h', to: 'g.signal' }, W_gy: 'g → y' },
        { training: { epochs: 12, optimizer: { kind: 'sgd', learningRate: 1e-4 } } },
      ),
    )
    expect(await found()).toEqual([])
    tab.engine.play()
    await settle(400)
    const [finding] = await found()
    expect(finding).toMatchObject({ code: 'unmoved', node: 'g' })
    mends.mendOf(finding!, now().document, tab.engine.store.getState().compiled!.shapes)!.apply()
    await settle()
    expect(labels()).toEqual(['run.edit.train', 'run.edit.scale'])
    expect(await found()).toEqual([])
  })

  it('a start that is not orthogonal', async () => {
    await open(elman({ epochs: 3 }))
    tab.engine.play()
    await settle(200)
    const [before, { document }] = [await weights(), now()]
    const shapes = tab.engine.store.getState().compiled!.shapes
    const view = { verdict: { kind: 'vanishing' as const, cut: 0 }, reach: { kind: 'bptt' as const, horizon: null } }
    const orthogonal = () => remedies.remediesFor(view, now().document, shapes).find(({ name }) => name === 'orthogonal')
    orthogonal()!.apply()
    await settle()
    expect(labels()).toEqual(['run.edit.train', 'insight.edit.orthogonal'])
    expect(orthogonal()).toBeUndefined()
    const w = unpack((await weights()).W_ch)!
    const dot = (i: number, j: number): number => [0, 1, 2, 3].reduce((sum, k) => sum + w[4 * i + k]! * w[4 * j + k]!, 0)
    expect([dot(0, 0), dot(1, 1), dot(0, 1)].map((v) => Number(v.toFixed(5)))).toEqual([1, 1, 0])
    tab.documents.undo()
    await settle()
    expect([now().document, await weights()]).toEqual([document, before])
    expect(labels()).toEqual(['run.edit.train'])
  })
})

it('an over-fitted network gets the weights of the best epoch back, as one step', async () => {
  await open(elman({ epochs: 8 }))
  tab.engine.play()
  await settle(400)
  const newest = await weights()
  await tab.engine.lookBack(3)
  await settle()
  await tab.engine.lookBack(null)
  void tab.engine.takeEpoch(3)
  await settle()
  expect(tab.engine.store.getState().state).toMatchObject({ epoch: 3, status: 'paused' })
  expect(labels()).toEqual(['run.edit.train', 'run.edit.best'])
  const { reports } = tab.engine.store.getState()
  expect(reports.at(-1)?.epoch).toBe(3)
  expect(diagnoseCourse(reports)).toEqual([])
  expect(await weights()).not.toEqual(newest)
  tab.documents.undo()
  await settle()
  expect(await weights()).toEqual(newest)
})

it('one tensor goes back to its start, as one step; the others keep what they learned', async () => {
  await open(elman({ epochs: 3 }))
  const start = await weights()
  tab.engine.play()
  await settle(200)
  const learned = await weights()
  expect(learned['h.bias']).not.toBe(start['h.bias'])
  tab.engine.redraw(['h.bias'])
  await settle()
  expect(await weights()).toEqual({ ...learned, 'h.bias': start['h.bias'] })
  expect(labels()).toEqual(['run.edit.train', 'run.edit.redraw'])
  tab.documents.undo()
  await settle()
  expect(await weights()).toEqual(learned)
})
