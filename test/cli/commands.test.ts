import { existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { documents, elman, expected, fixtures } from '../document/fixtures'
import { json, lines, place, placeOfFile, sunspots } from './terminal'

const here = placeOfFile()

const { put } = here

interface Message {
  code: string
  message: string
  nodes: string[]
  edges: string[]
  path: string
}
const errors = (text: string): Message[] => (JSON.parse(text) as { errors: Message[] }).errors

describe('check', () => {
  it('reports sizes, parameters and the op order', async () => {
    const { status, out } = await here.unfold('check', put('elman.unfold', elman), '--json')
    expect(status).toBe(0)
    const printed = json(out)
    expect(Object.keys(printed)).toEqual(['errors', 'warnings', 'parameters', 'sizes', 'groups'])
    expect(printed).toMatchObject({ errors: [], warnings: [], parameters: { trainable: 6 + 9 + 3 + 3 + 1, fixed: 0 }, sizes: { x: 2, h: 3, c: 3, y: 1 } })
    expect((printed.groups as string[][]).flat().sort()).toEqual(['c', 'h', 'x', 'y'])
  })

  it('compares gradients of three methods, with --gradients', async () => {
    const { status, out } = await here.unfold('check', put('elman.unfold', elman), '--gradients', '--seed', '3', '--json')
    expect(status).toBe(0)
    const { gradients } = json(out) as {
      gradients: { agrees: boolean; checked: Record<string, unknown>; parameters: { name: string; agrees: boolean; rtrl: number }[]; angles: unknown[] }
    }
    expect(gradients).toMatchObject({ agrees: true, checked: { seed: 3, drawn: false }, rtrlMissing: null })
    expect(gradients.parameters.map((p) => p.name).sort()).toEqual(['W_ch', 'W_hy', 'W_xh', 'h.bias', 'y.bias'])
    for (const { rtrl } of gradients.parameters) expect(rtrl).toBeLessThan(1e-9)
    expect(gradients.angles).toContainEqual(expect.objectContaining({ algorithm: { kind: 'rtrl', variant: 'snap-1' } }))

    const printed = await here.unfold('check', 'elman.unfold', '--gradients')
    expect(printed.out).toMatch(/^agrees {2}W_ch \[3, 3\]: norm /m)
    expect(printed.out).toContain('All gradients agree.')
    expect((await here.unfold('check', 'elman.unfold', '--seed', '3')).status).toBe(2)
  })

  it('takes sizes from the columns of the data', async () => {
    const { out } = await here.unfold('check', put('sunspots.unfold', sunspots), '--json')
    expect(json(out).sizes).toEqual({ x: 1, h: 4, c: 4, y: 1 })
  })

  it.each(documents('invalid'))('refuses $name with its code', async ({ name, text }) => {
    const { code, names } = expected('invalid', name) as { code: string; names: string[] }
    for (const command of ['check', 'run', 'gradient', 'train']) {
      const { status, out } = await here.unfold(command, put('invalid.unfold', text), '--json')
      expect(status).toBe(1)
      const found = errors(out).find((e) => e.code === code)
      expect(Object.keys(found!)).toEqual(['code', 'message', 'nodes', 'edges', 'path'])
      for (const id of names) expect([...found!.nodes, ...found!.edges]).toContain(id)
    }
  })

  it('reports progress to users on standard error', async () => {
    const { status, out, err } = await here.unfold('check', put('wrong.unfold', { ...elman, typo: 1 }))
    expect(status).toBe(1)
    expect(err).toMatch(/^error: document-invalid: Expected one of .* at \/, got the unknown key “typo”/)
    expect(out).toBe('Errors: 1, warnings: 0\n')
  })

  it('is in Japanese if the locale is', async () => {
    const there = place({ environment: { LANG: 'ja_JP.UTF-8' } })
    const { err } = await there.unfold('check', 'nowhere.unfold')
    expect(err).toContain('がありません')
    there.remove()
  })

  it('lets a document without data pass, with a warning', async () => {
    const { data: _, ...rest } = elman
    const { status, out } = await here.unfold('check', put('bare.unfold', rest), '--json')
    expect(status).toBe(0)
    expect(json(out).warnings).toMatchObject([{ code: 'data-missing' }])
  })
})

describe('gradient', () => {
  it.each(['lstm', 'gru', 'jordan'])('agrees with the expected gradients of %s', async (name) => {
    const wanted = expected('gradients', name) as Record<
      string,
      { horizon?: number; every?: number; loss?: number; outputs?: unknown; gradients: Record<string, { shape: number[]; data: number[] }> }
    >
    for (const { horizon, every, loss, gradients } of Object.values(wanted)) {
      const flags = [...(horizon === undefined ? [] : ['--horizon', String(horizon)]), ...(every === undefined ? [] : ['--every', String(every)])]
      const { status, out, err } = await here.unfold('gradient', join(fixtures, 'gradients', `${name}.unfold`), '--json', ...flags)
      expect([status, err.replace(/^warning: .*\n/gm, '')]).toEqual([0, ''])
      const printed = json(out) as unknown as { loss: number; outputs: Record<string, number[][]>[]; gradients: typeof gradients }
      expect(Object.keys(printed)).toEqual(['loss', 'outputs', 'gradients'])
      if (loss !== undefined) expect(Math.abs(printed.loss - loss)).toBeLessThan(1e-10 * Math.max(1, loss))
      expect(Object.keys(printed.gradients).sort()).toEqual(Object.keys(gradients).sort())
      for (const [parameter, { shape, data }] of Object.entries(gradients)) {
        expect(printed.gradients[parameter]!.shape).toEqual(shape)
        data.forEach((g, i) => expect(Math.abs(printed.gradients[parameter]!.data[i]! - g)).toBeLessThan(1e-10 + 1e-8 * Math.abs(g)))
      }
    }
  })

  it('computes in float64 whatever the document’s precision, without dropout and washout', async () => {
    const plain = await here.unfold('gradient', put('plain.unfold', elman), '--json')
    const training = { precision: 'float32', washout: 1, clip: { kind: 'norm', threshold: 1e-9 }, regularize: { weightDecay: 1 } }
    const edges = { ...elman.edges, W_xh: { ...elman.edges.W_xh, dropout: 0.5 } }
    const other = await here.unfold('gradient', put('other.unfold', { ...elman, edges, training }), '--json')
    expect(other.out).toBe(plain.out)
  })

  it('uses the horizon of the document by default', async () => {
    const long = put('long.unfold', { ...elman, training: { algorithm: { kind: 'bptt', horizon: 1 } } })
    const own = await here.unfold('gradient', long, '--json')
    const named = await here.unfold('gradient', put('plain.unfold', elman), '--json', '--horizon', '1', '--every', '1')
    const full = await here.unfold('gradient', long, '--json', '--horizon', 'null')
    expect(json(own.out).gradients).toEqual(json(named.out).gradients)
    expect(json(full.out).gradients).not.toEqual(json(own.out).gradients)
  })

  it('refuses a horizon below the steps between two updates', async () => {
    const { status, out } = await here.unfold('gradient', put('plain.unfold', elman), '--json', '--horizon', '2', '--every', '3')
    expect([status, errors(out)[0]!.code]).toEqual([1, 'horizon-invalid'])
  })
})

describe('train and run', () => {
  it('reports how often gradients were clipped, Ω, and the λ that was chosen', async () => {
    const training = { ...sunspots.training, epochs: 2, clip: { kind: 'norm', threshold: 1e-3 }, regularize: { gradientNorm: 0.1 } }
    const { out } = await here.unfold('train', put('steered.unfold', { ...sunspots, training }), '--json')
    expect(Object.keys(lines(out)[0]!)).toEqual(['epoch', 'loss', 'validation', 'gradientNorm', 'clipped', 'omega'])
    expect(lines(out)[0]!.clipped).toBe(1)
    expect((await here.unfold('train', 'steered.unfold')).out).toMatch(/^epoch 1\/2 .* clipped 100 % of updates \(last norm [\d.]+\) {2}regularizer Ω [\d.]+$/m)

    const readout = { algorithm: { kind: 'readout', ridge: [1000, 1e-6] }, seed: 1 }
    const chosen = await here.unfold('train', put('ridge.unfold', { ...sunspots, training: readout }), '--json')
    const [report] = lines(chosen.out) as unknown as { ridge: number; tried: { ridge: number; validation: number }[] }[]
    expect(report!.tried.map((t) => t.ridge)).toEqual([1000, 1e-6])
    expect(report!.tried.find((t) => t.ridge === report!.ridge)!.validation).toBe(Math.min(...report!.tried.map((t) => t.validation)))
    expect((await here.unfold('train', 'ridge.unfold')).out).toContain('which has the least validation loss of 2:')
  })

  it('train, save and run: the saved weights give the same numbers', async () => {
    put('sunspots.unfold', sunspots)
    const { status, out } = await here.unfold('train', 'sunspots.unfold', '--json', '--out', 'trained.unfold', '--epochs', '6', '--seed', '3')
    expect(status).toBe(0)
    const printed = lines(out)
    expect(printed.slice(0, -1).map((line) => line.epoch)).toEqual([1, 2, 3, 4, 5, 6])
    expect(Object.keys(printed[0]!)).toEqual(['epoch', 'loss', 'validation'])
    expect(printed[5]!.loss).toBeLessThan(printed[0]!.loss as number)
    const done = printed.at(-1) as { done: boolean; epochs: number; test: Record<string, number> }
    expect(Object.keys(done)).toEqual(['done', 'epochs', 'train', 'validation', 'test'])
    expect(Object.keys(done.test).sort()).toEqual(['loss', 'nmse', 'nrmse', 'outputs', 'rmse'])

    const saved = JSON.parse(readFileSync(join(here.folder, 'trained.unfold'), 'utf8')) as GraphDocument
    expect(Object.keys(saved)).toEqual(['format', 'version', 'name', 'nodes', 'edges', 'data', 'training', 'weights', 'fitted', 'view', 'extensions'])
    expect(saved.extensions).toEqual({ learned: { epoch: 6 } })
    expect(saved.training).toMatchObject({ epochs: 6, seed: 3 })
    expect(Object.keys(saved.weights!).sort()).toEqual(['W_ch', 'W_hy', 'W_xh', 'h.bias', 'y.bias'])

    const ran = await here.unfold('run', 'trained.unfold', '--json', '--part', 'test')
    const [{ y }] = (JSON.parse(ran.out) as { sequences: [{ y: [number][] }] }).sequences
    const series = readFileSync(join(here.folder, 'sunspots.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => Number(row.split(',')[1]))
    // 309 years; one ahead: step t belongs to the part of year t + 1.
    const first = Math.round(309 * 0.85) - 1
    expect(y.length).toBe(309 - first)
    const error = y.slice(0, -1).map(([value], i) => (value - series[first + i + 1]!) ** 2)
    const rmse = Math.sqrt(error.reduce((a, b) => a + b, 0) / error.length)
    expect(rmse).toBeCloseTo(done.test.rmse!, 9)
    const mean = series.reduce((a, b) => a + b, 0) / series.length
    const variance = series.reduce((a, b) => a + (b - mean) ** 2, 0) / series.length
    expect(done.test.nmse).toBeCloseTo(rmse ** 2 / variance, 9)
  })

  it('give the same weights, bit for bit, every time', async () => {
    put('sunspots.unfold', sunspots)
    for (const name of ['a', 'b']) await here.unfold('train', 'sunspots.unfold', '--json', '--out', `${name}.unfold`)
    const [a, b] = ['a', 'b'].map((name) => readFileSync(join(here.folder, `${name}.unfold`), 'utf8'))
    expect(a).toBe(b)
  })

  it('run over other data as the training data was scaled', async () => {
    put('sunspots.unfold', sunspots)
    await here.unfold('train', 'sunspots.unfold', '--json', '--out', 'trained.unfold')
    mkdirSync(join(here.folder, 'elsewhere'), { recursive: true })
    const rows = readFileSync(join(here.folder, 'sunspots.csv'), 'utf8').split('\n')
    writeFileSync(join(here.folder, 'elsewhere', 'first.csv'), rows.slice(0, 21).join('\n'))
    const whole = await here.unfold('run', 'trained.unfold', '--json')
    const other = await here.unfold('run', 'trained.unfold', '--json', '--data', 'elsewhere/first.csv')
    expect(other.status).toBe(0)
    const outputs = (text: string): number[][] => (JSON.parse(text) as { sequences: { y: number[][] }[] }).sequences[0]!.y
    expect(outputs(other.out)).toEqual(outputs(whole.out).slice(0, 20))
  })

  it('run reports every port where all are asked for', async () => {
    const { out } = await here.unfold('run', put('elman.unfold', elman), '--json', '--all')
    const [sequence] = (JSON.parse(out) as { sequences: Record<string, number[][]>[] }).sequences
    expect(Object.keys(sequence!).sort()).toEqual(['c.out', 'h.out', 'x.out', 'y.out'])
    expect(sequence!['x.out']).toEqual([
      [0, 1],
      [1, 0],
    ])
    expect(sequence!['c.out']![1]).toEqual(sequence!['h.out']![0])
  })

  it('run has no sequences in a part that is empty', async () => {
    expect((await here.unfold('run', put('elman.unfold', elman), '--json', '--part', 'test')).out).toBe('{"sequences": []}\n')
  })

  it('report progress, with a bar on a terminal', async () => {
    put('sunspots.unfold', { ...sunspots, training: { ...sunspots.training, epochs: 300 } })
    const quiet = await here.unfold('train', 'sunspots.unfold')
    expect(quiet.out).toMatch(/epoch 300\/300 {2}loss [\d.e-]+ {2}validation [\d.e-]+\n/)
    expect(quiet.out).toMatch(/test: loss .* nmse /)
    expect(quiet.out.split('\n').length).toBeLessThan(40)
    expect(quiet.err).toBe('The weights were not saved. To keep them, name a file with --out.\n')
    const screen = place({ live: true })
    writeFileSync(join(screen.folder, 'a.unfold'), JSON.stringify({ ...sunspots, training: { ...sunspots.training, epochs: 300 } }))
    const seen = await screen.unfold('train', 'a.unfold')
    expect(seen.err).toContain('█')
    expect(seen.out).toBe(quiet.out)
    screen.remove()
  })

  it('stop on request, and keep what has been learned', async () => {
    const there = place({ interrupted: () => 'SIGINT' })
    writeFileSync(join(there.folder, 'a.unfold'), JSON.stringify({ ...sunspots, training: { ...sunspots.training, epochs: 1_000_000 } }))
    const { status, err } = await there.unfold('train', 'a.unfold', '--out', 'b.unfold')
    expect(status).toBe(130)
    expect(err).toContain('Stopped by Ctrl+C after epoch')
    expect(existsSync(join(there.folder, 'b.unfold'))).toBe(true)
    there.remove()
  })

  it('end by naming the place where a value is not finite', async () => {
    const training = { ...sunspots.training, optimizer: { kind: 'sgd', learningRate: 1e300 } }
    const { status, out } = await here.unfold('train', put('wild.unfold', { ...sunspots, training }), '--json')
    expect(status).toBe(1)
    expect(errors(out.trim().split('\n').at(-1)!)[0]!.code).toBe('not-finite')
  })

  it('copy the data if the trained document is written to another folder', async () => {
    put('sunspots.unfold', sunspots)
    mkdirSync(join(here.folder, 'other'), { recursive: true })
    await here.unfold('train', 'sunspots.unfold', '--json', '--out', 'other/trained.unfold')
    expect((await here.unfold('check', 'other/trained.unfold')).status).toBe(0)
  })
})

describe('data files', () => {
  it('that are outside the folder through a link are refused', async () => {
    const outside = place()
    symlinkSync(join(outside.folder, 'sunspots.csv'), join(here.folder, 'link.csv'))
    const { status, out } = await here.unfold('check', put('link.unfold', { ...sunspots, data: { ...sunspots.data, path: 'link.csv' } }), '--json')
    expect([status, errors(out)[0]!.code, errors(out)[0]!.path]).toEqual([1, 'data-missing', '/data/path'])
    outside.remove()
  })

  it.each([
    ['nowhere.csv', 'data-missing'],
    ['.', 'document-invalid'],
    ['../sunspots.csv', 'document-invalid'],
    ['folder', 'data-missing'],
    ['other.csv', 'data-shape'],
  ])('%s is refused', async (path, code) => {
    mkdirSync(join(here.folder, 'folder'), { recursive: true })
    // An archive has none of the known encodings.
    writeFileSync(join(here.folder, 'other.csv'), Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00, 0x0a]))
    const { status, out } = await here.unfold('check', put('data.unfold', { ...sunspots, data: { ...sunspots.data, path } }), '--json')
    expect([status, errors(out)[0]!.code]).toEqual([1, code])
  })

  it('that have changed give a warning', async () => {
    const { status, out } = await here.unfold('check', put('data.unfold', { ...sunspots, data: { ...sunspots.data, sha256: '0'.repeat(64) } }), '--json')
    expect([status, (json(out).warnings as Message[])[0]!.code]).toEqual([0, 'data-changed'])
  })
})

describe('wrong usage', () => {
  it.each([
    [[]],
    [['frob', 'a']],
    [['check']],
    [['check', 'a', 'b']],
    [['check', 'nowhere.unfold']],
    [['check', '.']],
    [['check', 'elman.unfold', '--frob']],
    [['check', 'elman.unfold', '-x']],
    [['run', 'elman.unfold', '--part', 'some']],
    [['run', 'elman.unfold', '--part']],
    [['train', 'elman.unfold', '--epochs', '-1']],
    [['train', 'elman.unfold', '--epochs', '1.5']],
    [['train', 'elman.unfold', '--seed=x']],
    [['train', 'elman.unfold', '--out', 'nowhere/a.unfold']],
    [['gradient', 'elman.unfold', '--horizon', '0']],
    [['gradient', 'elman.unfold', '--algorithm', 'magic']],
    [['new']],
    [['new', 'nothing-like-this']],
    [['export', 'elman.unfold']],
    [['export', 'elman.unfold', '--to', 'word']],
  ])('%j ends with status 2 and one line', async (args) => {
    put('elman.unfold', elman)
    const { status, out, err } = await here.unfold(...args)
    expect([status, out]).toEqual([2, ''])
    expect(err).toMatch(/^error: .*\n$/)
    expect(err).not.toMatch(/[{]\w+[}]| at .*:\d+:\d+/)
    const asJson = await here.unfold(...args, '--json')
    expect(asJson.status).toBe(2)
    expect(errors(asJson.out)).toMatchObject([{ code: 'usage', nodes: [], edges: [], path: '' }])
  })

  it('is explained by --help', async () => {
    for (const args of [['--help'], ['help'], ['train', '--help']]) {
      const { status, out } = await here.unfold(...args)
      expect(status).toBe(0)
      for (const command of ['check', 'run', 'gradient', 'train', 'export', 'new']) expect(out).toContain(`  ${command} `)
    }
    expect((await here.unfold('--version')).out).toBe('1.2.3\n')
  })

  it('options may be written in both ways, and end with --', async () => {
    put('elman.unfold', elman)
    const both = [
      await here.unfold('gradient', 'elman.unfold', '--horizon=1', '--json'),
      await here.unfold('gradient', '--json', '--horizon', '1', '--', 'elman.unfold'),
    ]
    expect(both[0]!.status).toBe(0)
    expect(both[0]!.out).toBe(both[1]!.out)
  })
})

const examples = join(import.meta.dirname, '..', '..', 'examples')
const templates = existsSync(examples)
  ? readdirSync(examples)
      .filter((f) => f.endsWith('.unfold'))
      .map((f) => f.slice(0, -7))
  : []

describe('new', () => {
  it('lists the templates', async () => {
    const { err } = await here.unfold('new', 'nothing-like-this')
    for (const template of templates) expect(err).toContain(template)
  })

  it.each(templates)('%s is a document that checks, with its data', async (template) => {
    const there = place()
    const { status, out } = await there.unfold('new', template, '--json', '--out', 'mine.unfold')
    expect(status).toBe(0)
    expect((json(out).files as string[])[0]).toBe(join(there.folder, 'mine.unfold'))
    expect((await there.unfold('check', 'mine.unfold', '--json')).status).toBe(0)
    expect((await there.unfold('new', template, '--out', 'mine.unfold')).status).toBe(2)
    there.remove()
  })
})
