import { describe, expect, it } from 'vitest'
import { diagnoseCourse } from '../../../engine/analyze/diagnose'
import type { UnitFinding } from '../../../engine/analyze/units'
import { stream } from '../../../engine/base/random'
import type { DataSpec, GraphDocument, NodeSpec, TrainingSpec } from '../../../engine/document/types'
import type { Scores } from '../../../engine/run/streams'
import { unpack, type Checkpoint } from '../../../engine/learn/train/checkpoint'
import { setTraining } from '../../../renderer/editing/commands'
import type { Tab } from '../../../renderer/workspace/tabs'
import { draw, elman } from '../../documents'
import { Desk, settle } from './desk'

const desk = new Desk()
const { tabs, screen: engine } = await desk.start()
const units = await import('../../../renderer/panels/problems/unitRemedies')
const offers = await import('../../../renderer/panels/problems/offers')
const { courseOf, skillOf, validatedIn } = await import('../../../renderer/panels/problems/course')
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

/** Finds one problem, applies its remedy, finds none, and reverts that with one undo. */
async function remedied(code: UnitFinding['code'], label: string): Promise<void> {
  const [before, drawn] = [await weights(), now().document]
  const [finding, ...others] = await found()
  expect([finding?.code, others]).toEqual([code, []])
  units.unitRemedyFor(finding!, now().document, tab.engine.store.getState().compiled!.shapes)!.apply()
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

/** What is found of the course of training, as the panel of problems sees it. */
async function foundOfCourse(): Promise<string[]> {
  let seen: Scores | undefined
  const watching = engine.watch({ kind: 'scores' }).subscribe((scores) => (seen = scores ?? seen))
  await settle(200)
  watching.unsubscribe()
  const { reports } = tab.engine.store.getState()
  return courseOf(reports, false, { skill: skillOf(seen), validated: validatedIn(seen), scored: seen?.parts.train?.loss }).map(({ code }) => code)
}
const trained = async (): Promise<void> => {
  tab.engine.play()
  await settle(600)
  expect(tab.engine.store.getState().state.status).toBe('done')
}

describe('a learning rate a little above the stable one is found, and a tenth of it learns:', () => {
  const random = stream(3, 'rates')
  const points = Array.from({ length: 20 }, () => [3 * random.normal(), 0.3 * random.normal()])
  const regression = { x: points, y: points.map(([a, b]) => [0.7 * a! - 0.4 * b! + 0.3 + 0.1 * random.normal()]) }
  const quadrants = Array.from({ length: 40 }, () => [2 * random.normal(), 2 * random.normal()])
  const classes = quadrants.map(([a, b]) => ({ x: [[a!, b!]], y: [a! * b! > 0 ? [0, 1] : [1, 0]] }))
  const sine = { x: Array.from({ length: 60 }, (_, t) => [Math.sin(0.5 * t), 0]), y: Array.from({ length: 60 }, (_, t) => [Math.sin(0.5 * t + 1.2)]) }
  const linear = (output: Partial<NodeSpec>): GraphDocument =>
    draw({ x: { type: 'input', size: 2 }, y: { type: 'output', size: 1, ...output } }, { W: 'x → y' })
  const classifier = draw(
    { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 6 }, y: { type: 'output', size: 2, activation: 'softmax', loss: 'cross-entropy' } },
    { W_xh: 'x → h', W_hy: 'h → y' },
  )
  it.each<[string, GraphDocument, readonly object[], number, object]>([
    ['a linear regression', linear({ loss: 'huber', delta: 0.3 }), [regression], 0.8, {}],
    ['its gradient clipped', linear({}), [regression], 0.5, { clip: { kind: 'norm', threshold: 1 } }],
    ['a classifier, in mini-batches', classifier, classes, 3, { batchSize: 4, shuffle: true }],
    ['an Elman network', elman({}, 8), [sine], 1, {}],
  ])('%s', async (_, drawn, data, learningRate, more) => {
    const training = { optimizer: { kind: 'sgd', learningRate, momentum: 0 }, epochs: 80, seed: 1, ...more } as TrainingSpec
    tab = tabs.openTab({ ...drawn, training, data: { kind: 'inline', sequences: data } as unknown as DataSpec }, { path: '/a.unfold', name: 'a' })
    await settle()
    await trained()
    expect(await foundOfCourse()).toContain('oscillating')
    const high = tab.engine.store.getState().reports.at(-1)!.loss
    await engine.runAgain(() => offers.lowerRate(now().document.training))
    await settle(600)
    expect(await foundOfCourse()).not.toContain('oscillating')
    expect(tab.engine.store.getState().reports.at(-1)!.loss).toBeLessThan(high)
  })
})

describe('a network worse than the last value is better after its remedies:', () => {
  const random = stream(5, 'walk')
  const walk = [0]
  for (let t = 0; t < 120; t++) walk.push(walk.at(-1)! + 0.3 * random.normal())
  const middle = walk.reduce((sum, v) => sum + v / walk.length, 0)
  const steps = walk.map((v) => [v - middle])
  const data = { kind: 'inline', sequences: [{ x: steps.slice(0, -1), y: steps.slice(1) }] } as unknown as DataSpec
  const training = { seed: 1, optimizer: { kind: 'adam', learningRate: 0.01 } } as TrainingSpec
  const walking = (hidden: Record<string, NodeSpec>, output: Partial<NodeSpec>, edges: Parameters<typeof draw>[1]): GraphDocument => ({
    ...draw({ x: { type: 'input', size: 1 }, ...hidden, y: { type: 'output', size: 1, ...output } }, edges),
    data,
  })
  const h: NodeSpec = { type: 'layer', size: 2 }
  it.each<[string, GraphDocument, number, string[]]>([
    ['an Elman network', walking({ h, c: { type: 'context' } }, {}, { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' }), 200, ['wire']],
    ['a tanh output', walking({}, { activation: 'tanh' }, { W_xy: 'x → y' }), 200, ['linear']],
    ['a small layer with a logistic output', walking({ h }, { activation: 'logistic' }, { W_xh: 'x → h', W_hy: 'h → y' }), 30, ['wire', 'linear']],
  ])('%s', async (_, drawn, epochs, expected) => {
    tab = tabs.openTab({ ...drawn, training: { ...training, epochs } }, { path: '/a.unfold', name: 'a' })
    await settle()
    await trained()
    for (const name of expected) {
      expect(await foundOfCourse()).toEqual(['worse-than-last'])
      const remedy = (units.directWire(now().document) ?? units.linearOutput(now().document))!
      expect(remedy.key).toBe(`insight.unit-remedy.${name}`)
      await engine.runAgain(remedy.apply)
      await settle(600)
    }
    expect(await foundOfCourse()).toEqual([])
  })
})

describe('one button applies a remedy, and one undo reverts it:', () => {
  it('units that saturate', async () => {
    const plain = elman()
    await open({ ...plain, edges: { ...plain.edges, W_xh: { ...plain.edges.W_xh!, init: { kind: 'uniform', low: 200, high: 900 } } } })
    await remedied('saturated', 'run.edit.scale')
  })

  it('dead ReLU units', async () => {
    const plain = elman()
    await open({ ...plain, nodes: { ...plain.nodes, h: { ...plain.nodes.h!, activation: 'relu', biasInit: -30 } } })
    await remedied('dead', 'insight.edit.leaky')
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
    await remedied('no-echo', 'insight.edit.radius')
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
    units.unitRemedyFor(finding!, now().document, tab.engine.store.getState().compiled!.shapes)!.apply()
    await settle()
    expect(labels()).toEqual(['run.edit.train', 'run.edit.scale'])
    expect(await found(), 'at once, before any training').toEqual([])
  })

  it('a gate whose wires are too weak to move it, whatever its bias', async () => {
    await open(
      draw(
        { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 3 }, g: { type: 'gate', biasInit: 3 }, y: { type: 'output', size: 1 } },
        {
          W_xh: 'x → h',
          W_xg: { from: 'x', to: 'g.control', init: { kind: 'uniform', low: 0.005, high: 0.01 } },
          h_g: { from: 'h', to: 'g.signal' },
          W_gy: 'g → y',
        },
        { training: { epochs: 12, optimizer: { kind: 'sgd', learningRate: 1e-4 } } },
      ),
    )
    tab.engine.play()
    await settle(400)
    const [finding] = await found()
    const remedy = units.unitRemedyFor(finding!, now().document, tab.engine.store.getState().compiled!.shapes)!
    expect([finding!.code, remedy.key]).toEqual(['unmoved', 'insight.unit-remedy.centre'])
    remedy.apply()
    await settle()
    expect(await found()).toEqual([])
    tab.documents.undo()
    await settle()
    expect((await found()).map(({ code }) => code)).toEqual(['unmoved'])
  })

  it.each(['lowerRate', 'clipHarder'] as const)('a run that stopped at a number that is not finite restarts, however late: %s', async (offer) => {
    const plain = elman({ epochs: 5, optimizer: { kind: 'sgd', learningRate: 10 } })
    await open({ ...plain, nodes: { ...plain.nodes, h: { ...plain.nodes.h!, activation: 'linear' } } })
    tab.engine.play()
    await settle(400)
    expect(tab.engine.store.getState().state.status).toBe('failed')
    // The engine has long reported all that it reports of the failed run.
    await settle(2000)
    await engine.runAgain(() => {
      offers[offer](now().document.training)
      tab.documents.edit('rate', (draft) => setTraining(draft, ['optimizer', 'learningRate'], 1e-3))
    })
    await settle(400)
    const { state, reports } = tab.engine.store.getState()
    expect([state.status, reports.length]).toEqual(['done', 5])
  })

  it('initial weights that are not orthogonal', async () => {
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

it('an overfitted network gets the weights of the best epoch back, as one step', async () => {
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

it('one tensor gets its initial values, as one step; the others keep their learned ones', async () => {
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
