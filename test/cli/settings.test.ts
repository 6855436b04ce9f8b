import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placeOfFile } from './terminal'

const here = placeOfFile()

type Changes = Readonly<Record<string, unknown>>

const table = (name: string, row: (i: number) => readonly number[]): string => {
  writeFileSync(join(here.folder, name), `x,y\n${Array.from({ length: 40 }, (_, i) => row(i).join()).join('\n')}\n`)
  return name
}

function put({ nodes = {}, edges = {}, data = {}, ...rest }: { nodes?: Changes; edges?: Changes; data?: Changes } & Changes): string {
  table('t.csv', (i) => [Math.sin(i / 3), Math.cos(i / 3)])
  const document = {
    format: 'unfold-graph',
    version: 1,
    nodes: { x: { type: 'input', columns: ['x'] }, r: { type: 'reservoir', size: 8 }, y: { type: 'output', columns: ['y'] }, ...nodes },
    edges: { W: { from: 'x', to: 'r' }, V: { from: 'r', to: 'y' }, ...edges },
    data: { kind: 'file', path: 't.csv', split: [0.6, 0.2, 0.2], ...data },
    training: { epochs: 2 },
    ...rest,
  }
  writeFileSync(join(here.folder, 'a.unfold'), JSON.stringify(document))
  return 'a.unfold'
}

interface Checked {
  readonly errors: readonly { code: string; message: string; path: string; nodes: string[]; edges: string[] }[]
  readonly warnings: Checked['errors']
}
const check = async (file: string): Promise<Checked> => JSON.parse((await here.unfold('check', file, '--json')).out) as Checked

describe('check', () => {
  it.each([
    ['how a wire without weights is drawn', { edges: { S: { from: 'x', to: 'y', kind: 'identity', init: { kind: 'constant', value: 1 } } } }, '/edges/S/init'],
    ['the density of a dense wire', { edges: { V: { from: 'r', to: 'y', kind: 'dense', density: 0.5 } } }, '/edges/V/density'],
    ['the start of a bias that is not there', { nodes: { y: { type: 'output', columns: ['y'], bias: false, biasInit: 1 } } }, '/nodes/y/biasInit'],
    [
      'a scaling that no wire is drawn by',
      { nodes: { r: { type: 'reservoir', size: 8, inputScaling: 2 } }, edges: { W: { from: 'x', to: 'r', init: { kind: 'constant', value: 1 } } } },
      '/nodes/r/inputScaling',
    ],
    ['stopping at nothing', { training: { epochs: 2, stop: {} } }, '/training/stop'],
    ['stopping at a loss below 0', { training: { epochs: 2, stop: { loss: -1 } } }, '/training/stop/loss'],
    ['epochs of a readout that is solved for', { training: { algorithm: { kind: 'readout' }, epochs: 5 } }, '/training/epochs'],
  ])('warns of %s', async (_name, changes, path) => {
    const { errors, warnings } = await check(put(changes))
    expect({ errors, idle: warnings.map((w) => [w.code, w.path]) }).toEqual({ errors: [], idle: [['setting-idle', path]] })
    const [, kind, id] = path.split('/')
    expect(warnings[0]).toMatchObject({ nodes: kind === 'nodes' ? [id] : [], edges: kind === 'edges' ? [id] : [] })
  })

  it('reports what training would refuse: several λ without a validation part', async () => {
    const algorithm = { kind: 'readout', ridge: [1e-3, 1e-6] }
    const file = put({ training: { algorithm }, data: { split: [0.8, 0, 0.2] } })
    expect((await check(file)).errors).toMatchObject([{ code: 'data-missing', path: '/training/algorithm/ridge' }])
    expect((await here.unfold('train', file)).status).toBe(1)
    expect((await check(put({ training: { algorithm } }))).errors).toEqual([])
  })
})

describe('numbers at the limits of float64', () => {
  const small = (i: number): readonly number[] => [Math.sin(i / 3) * 1e-200, Math.cos(i / 3) * 1e-200]
  const scored = async (data: Changes): Promise<number> => {
    const { out } = await here.unfold('train', put({ data: { normalize: 'standard', ...data }, training: { algorithm: { kind: 'readout' } } }), '--json')
    return (JSON.parse(out.trim().split('\n').at(-1)!) as { test: { nrmse: number } }).test.nrmse
  }

  it('are normalized like other numbers', async () => {
    const usual = await scored({})
    expect(usual).toBeLessThan(0.5)
    expect(await scored({ path: table('small.csv', small) })).toBeCloseTo(usual, 6)
    expect(await scored({ path: table('large.csv', (i) => small(i).map((x) => x * 1e300 * 1e200)) })).toBeCloseTo(usual, 6)
  })

  it('are refused if normalizing would make them infinite', async () => {
    const path = table('jump.csv', (i) => [i < 30 ? (i % 2) * 1e-310 : 1, Math.sin(i)])
    const { errors } = await check(put({ data: { path, normalize: 'range' } }))
    expect(errors).toMatchObject([{ code: 'not-finite', nodes: ['x'] }])
    expect(errors[0]!.message).toContain('line 32')
  })
})

describe('cross-entropy', () => {
  const logistic = { y: { type: 'output', columns: ['y'], activation: 'logistic', loss: 'cross-entropy' } }

  it.each(['range', 'standard'])('refuses targets that are all 1, which %s maps to 0', async (normalize) => {
    const one = put({ nodes: logistic, data: { path: table('one.csv', (i) => [Math.sin(i), 1]), normalize } })
    const { errors } = await check(one)
    expect(errors).toMatchObject([{ code: 'loss-activation', path: '/nodes/y/loss' }])
    expect(JSON.stringify(errors)).toContain('is 1 in the whole training part, and normalizing shifts it to 0')
    // If it is not a class in either way, the message names the number in the file.
    const two = put({ nodes: logistic, data: { path: table('two.csv', (i) => [Math.sin(i), 2]), normalize } })
    expect(JSON.stringify((await check(two)).errors)).toContain('got 2 in')
    const zero = put({ nodes: logistic, data: { path: table('zero.csv', (i) => [Math.sin(i), 0]), normalize } })
    expect((await check(zero)).errors).toEqual([])
    const plain = put({ nodes: logistic, data: { path: 'one.csv' } })
    expect((await check(plain)).errors).toEqual([])
  })
})

describe('an exported program', () => {
  it.each(['standard', 'range'])('scales a column that never changes as the engine does: %s', async (normalize) => {
    const path = table('still.csv', (i) => [i < 24 ? 7 : 9, Math.sin(i)])
    const file = put({ data: { path, normalize }, training: { algorithm: { kind: 'readout' } } })
    await here.unfold('train', file, '--out', 'b.unfold')
    for (const to of ['numpy', 'pytorch']) expect((await here.unfold('export', 'b.unfold', '--to', to)).out).toContain('"x": {"shift": 7, "scale": 1}')
  })
})
