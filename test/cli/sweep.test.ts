import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SweepFolder } from '../../cli/sweep/folder'
import { readVariation } from '../../engine/sweep/plan'
import { json, lines, place, placeOfTest, sunspots } from './terminal'

const here = placeOfTest(() => {
  here.put('net.unfold', sunspots)
})

const text = (...path: string[]): string => readFileSync(join(here.folder, ...path), 'utf8')
const weights = (...path: string[]): unknown => json(text(...path)).weights
const with_ = (size: number, seed: number): unknown => ({
  ...sunspots,
  nodes: { ...sunspots.nodes, h: { type: 'layer', size } },
  training: { ...sunspots.training, seed },
})

describe('sweep', () => {
  it('trains every combination to the bits and scores of train', async () => {
    const { status, out } = await here.unfold('sweep', 'net.unfold', '--vary', 'nodes.h.size=2,5', '--seeds', '3..4', '--out', 'all', '--json')
    expect(status).toBe(0)
    const reported = lines(out)
    expect(reported.at(-1)).toMatchObject({ done: true, runs: 4, failed: 0, missing: 0 })
    const wanted = [
      [2, 3],
      [2, 4],
      [5, 3],
      [5, 4],
    ] as const
    for (const [i, [size, seed]] of wanted.entries()) {
      const alone = lines((await here.unfold('train', here.put('one.unfold', with_(size, seed)), '--out', `one-${i}.unfold`, '--json')).out)
      const folder = ['all', 'runs', `000${i + 1}`]
      expect(reported[i]).toMatchObject({ run: i + 1, state: 'done', settings: { 'nodes.h.size': size, 'training.seed': seed } })
      expect(weights(...folder, 'trained.unfold')).toEqual(weights(`one-${i}.unfold`))
      const { train, validation, test } = alone.at(-1)!
      expect(json(text(...folder, 'result.json'))).toMatchObject({ train, validation, test })
      // The log has what `train --json` prints.
      expect(lines(text(...folder, 'log.jsonl'))).toMatchObject(alone.slice(0, -1))
    }
  })

  it('starts from new or stored weights, as train does with the same --start', async () => {
    await here.unfold('train', 'net.unfold', '--out', 'learned.unfold')
    for (const start of ['new', 'stored']) {
      const choice = start === 'new' ? [] : ['--start', 'stored']
      const { status, err } = await here.unfold('sweep', 'learned.unfold', '--seeds', '3..4', '--out', start, ...choice)
      expect(status).toBe(0)
      expect(err).toContain('--start stored')
      for (const [run, seed] of ['3', '4'].entries()) {
        await here.unfold('train', 'learned.unfold', '--seed', seed, '--start', start, '--out', 'one.unfold')
        expect(weights(start, 'runs', `000${run + 1}`, 'trained.unfold')).toEqual(weights('one.unfold'))
      }
      expect((await here.unfold('sweep', 'learned.unfold', '--out', start, '--resume')).status).toBe(0)
      const other = start === 'new' ? 'stored' : 'new'
      expect((await here.unfold('sweep', 'learned.unfold', '--out', start, '--resume', '--start', other)).status).toBe(2)
    }
    expect(weights('new', 'runs', '0001', 'trained.unfold')).not.toEqual(weights('stored', 'runs', '0001', 'trained.unfold'))
    // A document without learned weights gives the same.
    await here.unfold('sweep', 'net.unfold', '--seeds', '3', '--out', 'fresh')
    expect(weights('fresh', 'runs', '0001', 'trained.unfold')).toEqual(weights('new', 'runs', '0001', 'trained.unfold'))
  })

  it('keeps the weights of the best epoch, with the scores that they give', async () => {
    here.put('net.unfold', { ...sunspots, training: { ...sunspots.training, epochs: 30, optimizer: { kind: 'adam', learningRate: 0.3 } } })
    await here.unfold('sweep', 'net.unfold', '--seeds', '1..3', '--out', 'all')
    for (const run of readdirSync(join(here.folder, 'all', 'runs'))) {
      const { best } = json(text('all', 'runs', run, 'result.json')) as { best: { epoch: number; validation: { loss: number } } }
      const log = lines(text('all', 'runs', run, 'log.jsonl')) as { epoch: number; validation: number }[]
      const smallest = Math.min(...log.map(({ validation }) => validation))
      expect(log.find(({ validation }) => validation === smallest)!.epoch).toBe(best.epoch)
      expect(best.validation.loss).toBe(smallest)
      // The document opens in its folder, with its data, and gives this score.
      const again = lines((await here.unfold('train', join('all', 'runs', run, 'best.unfold'), '--epochs', '0', '--json')).out)
      expect((again.at(-1)!.validation as { loss: number }).loss).toBe(smallest)
    }
  })

  it('thins a long log to the points of a curve', async () => {
    here.put('net.unfold', { ...sunspots, training: { ...sunspots.training, epochs: 901, optimizer: { kind: 'adam', learningRate: 0.1 } } })
    await here.unfold('sweep', 'net.unfold', '--seeds', '1', '--out', 'all')
    const log = lines(text('all', 'runs', '0001', 'log.jsonl')) as { epoch: number }[]
    expect(log.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 301 }, (_, i) => 1 + 3 * i))
  })

  it('continues with --resume: no run twice, added runs last', async () => {
    const run = (...more: string[]) => here.unfold('sweep', 'net.unfold', '--out', 'all', '--json', ...more)
    await run('--vary', 'nodes.h.size=2,3')
    const before = text('all', 'runs', '0001', 'result.json')
    writeFileSync(join(here.folder, 'all', 'runs', '0002', 'result.json'), '{"run": 2, "sta')
    const { out } = await run('--resume', '--vary', 'nodes.h.size=2,4')
    expect(lines(out).slice(0, -1)).toMatchObject([
      { run: 2, settings: { 'nodes.h.size': 3 } },
      { run: 3, settings: { 'nodes.h.size': 4 } },
    ])
    expect(text('all', 'runs', '0001', 'result.json')).toBe(before)
    expect(text('all', 'results.csv').split('\n')).toHaveLength(5)
    expect(lines((await run('--resume')).out)).toMatchObject([{ done: true, runs: 3 }])
  })

  it('leaves a run to the program that trains it, until that has been silent for long', async () => {
    await here.unfold('sweep', 'net.unfold', '--seeds', '1', '--out', 'all')
    const lock = join(here.folder, 'all', 'runs', '0001', 'at-work')
    const resume = async (content: string, silent: number): Promise<unknown> => {
      rmSync(join(here.folder, 'all', 'runs', '0001', 'result.json'), { force: true })
      writeFileSync(lock, content)
      const then = Date.now() / 1_000 - silent
      utimesSync(lock, then, then)
      return lines((await here.unfold('sweep', 'net.unfold', '--out', 'all', '--resume', '--json')).out).at(-1)
    }
    // This process takes the role of another one, whose process id it may have got after a restart of the machine.
    const other = JSON.stringify({ host: hostname(), pid: process.pid })
    expect(await resume(other, 0)).toMatchObject({ done: false, missing: 1 })
    expect(await resume('', 0)).toMatchObject({ done: false, missing: 1 })
    expect(await resume(other, 600)).toMatchObject({ done: true })
    expect(await resume(JSON.stringify({ host: 'elsewhere', pid: 1 }), 600)).toMatchObject({ done: true })
  })

  it('overwrites no files of the user in the folder of the document', async () => {
    here.put('results.csv', 'mine')
    const { status, err } = await here.unfold('sweep', 'net.unfold', '--seeds', '1', '--out', '.')
    expect(status).toBe(2)
    expect(err).toContain('results.csv already exists')
    expect(text('results.csv')).toContain('mine')
    expect(existsSync(join(here.folder, 'sweep.json'))).toBe(false)
  })

  it('reports runs that fail, and continues with the others', async () => {
    const { status, out } = await here.unfold('sweep', 'net.unfold', '--vary', 'training.washout=0,100000', '--out', 'all', '--json')
    expect(status).toBe(1)
    const [first, second, last] = lines(out)
    expect(first).toMatchObject({ state: 'done' })
    expect(second).toMatchObject({ state: 'failed', problem: { message: expect.stringMatching(/\w+/) as string } })
    expect(last).toMatchObject({ failed: 1 })
    expect(text('all', 'results.csv').split('\n')[2]).toContain('failed')
    const japanese = place({ environment: { LANG: 'ja_JP.UTF-8' }, folder: here.folder })
    expect((await japanese.unfold('sweep', '--collect', join(here.folder, 'all'))).err).toContain('何も学習されません')
    japanese.remove()
  })

  it.each([
    [['--vary', 'nodes.nobody.size=1'], 'nodes.nobody'],
    [['--vary', 'nodes.h.size=-1'], 'size'],
    [['--vary', 'nodes.h.size.more=1'], 'nodes.h.size.more'],
    [['--vary', '__proto__.x=1'], '__proto__'],
    [['--vary', 'training.seed=1', '--seeds', '1..2'], 'training.seed'],
    [['--vary', 'nodes.h.size'], 'nodes.h.size'],
    [['--seeds', '5..1'], '5..1'],
    [['--seeds', '1..999999999'], '1..999999999'],
    [['--vary', 'training.epochs=1', '--seeds', '1..10001'], '10001'],
    [[], '--vary'],
  ])('refuses %j before anything is written', async (options, named) => {
    const { status, out } = await here.unfold('sweep', 'net.unfold', ...options, '--out', 'all', '--json')
    expect(status).toBeGreaterThan(0)
    expect(JSON.stringify(json(out).errors)).toContain(named)
    expect(existsSync(join(here.folder, 'all'))).toBe(false)
  })

  it('refuses a folder with other files, and refuses to continue with another document or other data', async () => {
    mkdirSync(join(here.folder, 'full'))
    here.put(join('full', 'letter.txt'), 'mine')
    expect((await here.unfold('sweep', 'net.unfold', '--seeds', '1', '--out', 'full')).status).toBe(2)
    await here.unfold('sweep', 'net.unfold', '--seeds', '1', '--out', 'all')
    expect((await here.unfold('sweep', 'net.unfold', '--seeds', '1', '--out', 'all')).err).toContain('--resume')
    writeFileSync(join(here.folder, 'sunspots.csv'), `${text('sunspots.csv')}2009,1.5\n`)
    expect((await here.unfold('sweep', 'net.unfold', '--seeds', '1', '--out', 'all', '--resume')).err).toContain('sunspots.csv')
    here.put('net.unfold', { ...sunspots, name: 'other' })
    expect((await here.unfold('sweep', 'net.unfold', '--seeds', '1', '--out', 'all', '--resume')).err).toContain('document')
  })

  it('reads lists, objects, texts and numbers as values', async () => {
    const { status, out } = await here.unfold(
      'sweep',
      'net.unfold',
      '--vary',
      'training.optimizer={"kind": "sgd", "learningRate": 0.1},{"kind": "adam"}',
      '--vary',
      'training.stop=null',
      '--vary',
      'data.split=[0.8, 0.1, 0.1]',
      '--vary',
      '/nodes/h/activation=tanh,logistic',
      '--out',
      'all',
      '--json',
    )
    expect(status, out).toBe(0)
    expect(lines(out)).toHaveLength(5)
    expect(json(text('all', 'runs', '0001', 'trained.unfold'))).toMatchObject({
      training: { optimizer: { kind: 'sgd', learningRate: 0.1 }, stop: null },
      data: { split: [0.8, 0.1, 0.1] },
      nodes: { h: { activation: 'tanh' } },
    })
  })

  it('reads ranges of whole numbers, at equal distances and at equal ratios', () => {
    expect(readVariation('a=1..4')?.values).toEqual([1, 2, 3, 4])
    expect(readVariation('a=0.1..0.5/3, 7')?.values).toEqual([0.1, 0.3, 0.5, 7])
    expect(readVariation('a=log 0.001..1/4')?.values).toEqual([0.001, 0.01, 0.1, 1])
    expect(readVariation('a=x..y')?.values).toEqual(['x..y'])
    for (const wrong of ['a=4..1', 'a=0.5..2', 'a=log 0..1/3', 'a=1..100000', 'a=0..1/100000']) expect(readVariation(wrong), wrong).toBeUndefined()
  })

  it('gives a run up at its rung even if it was killed on the way to the next one', () => {
    const folder = new SweepFolder(join(here.folder, 'halved'))
    mkdirSync(folder.run(1), { recursive: true })
    const outcome = { run: 1, settings: {}, state: 'given-up', epochs: 2, seconds: 1 }
    writeFileSync(folder.in(1, 'rungs.json'), JSON.stringify({ losses: [0.5], outcome }))
    const log = [1, 2, 3].map((epoch) => JSON.stringify({ epoch, loss: 0.5, validation: null, seconds: epoch }))
    writeFileSync(folder.in(1, 'log.jsonl'), `${log.join('\n')}\n{"epo`)
    expect(folder.giveUp(1, { at: 1, place: 2, of: 2, on: 1 })).toBe(true)
    expect(lines(text('halved', 'runs', '0001', 'log.jsonl')).map(({ epoch }) => epoch)).toEqual([1, 2])
    expect(folder.result(1)).toMatchObject({ state: 'given-up', epochs: 2 })
  })

  it('gives up runs that are not among the best, and trains the others to the bits of train', async () => {
    const rates = '--vary=training.optimizer.learningRate=0.000001,0.000002,0.03'
    here.put('net.unfold', { ...sunspots, training: { ...sunspots.training, epochs: 8 } })
    const first = await here.unfold('sweep', 'net.unfold', rates, '--asha', '--min-epochs', '2', '--out', 'all', '--json')
    expect(first.status).toBe(0)
    const reported = lines(first.out)
    expect(reported.at(-1)).toMatchObject({ done: true, runs: 3, failed: 0, givenUp: 2 })
    const result = (run: number): unknown => json(text('all', 'runs', `000${run}`, 'result.json'))
    expect([1, 2, 3].map(result)).toMatchObject([
      { state: 'given-up', epochs: 2, best: { epoch: 2 }, rung: { at: 1, place: 3, of: 3, on: 1 } },
      { state: 'given-up', epochs: 2, rung: { at: 1, place: 2, of: 3, on: 1 } },
      { state: 'done', epochs: 8 },
    ])
    expect(text('all', 'results.csv')).toMatch(/^1,.*,given-up,2,.*rank 3 of 3/m)
    await here.unfold('sweep', 'net.unfold', '--vary=training.optimizer.learningRate=0.03', '--out', 'alone')
    expect(weights('all', 'runs', '0003', 'trained.unfold')).toEqual(weights('alone', 'runs', '0001', 'trained.unfold'))
    expect(readdirSync(join(here.folder, 'all', 'runs', '0001')).filter((name) => name.endsWith('.checkpoint'))).toEqual([])
    // Given-up runs stay given up; added runs are compared with the earlier ones.
    const more = await here.unfold('sweep', 'net.unfold', '--vary=training.optimizer.learningRate=0.04', '--out', 'all', '--resume', '--json')
    expect(lines(more.out)[0]).toMatchObject({ run: 4 })
    expect(lines(more.out).at(-1)).toMatchObject({ runs: 4, missing: 0 })
  })

  it('explains how --eta and --slurm combine with --asha', async () => {
    expect((await here.unfold('sweep', 'net.unfold', '--seeds', '1..2', '--eta', '2')).err).toMatch(/--asha/)
    expect((await here.unfold('sweep', 'net.unfold', '--seeds', '1..2', '--asha', '--out', 'far', '--slurm', '')).err).toMatch(/array job/)
  })

  it('draws combinations with --random, and appends more later', async () => {
    here.put('net.unfold', { ...sunspots, training: { ...sunspots.training, epochs: 1 } })
    const draw = (count: string, ...more: string[]) =>
      here.unfold(
        'sweep',
        'net.unfold',
        '--vary',
        'nodes.h.size=2..9',
        '--vary',
        'training.optimizer.learningRate=log 0.001..0.1',
        '--random',
        count,
        '--out',
        'some',
        '--json',
        ...more,
      )
    expect(lines((await draw('2')).out).at(-1)).toMatchObject({ runs: 2, failed: 0 })
    const again = lines((await draw('3', '--resume')).out)
    expect(again).toHaveLength(2)
    expect(again[0]).toMatchObject({ run: 3, state: 'done' })
  })

  it('collects the existing results with --collect', async () => {
    await here.unfold('sweep', 'net.unfold', '--seeds', '1..3', '--out', 'all')
    writeFileSync(join(here.folder, 'all', 'runs', '0003', 'result.json'), '')
    const { status, out } = await here.unfold('sweep', '--collect', 'all', '--json')
    expect(status).toBe(1)
    expect(json(out)).toMatchObject({ done: false, runs: 3, missing: 1 })
    expect(text('all', 'results.csv').trim().split('\n').at(-1)).toMatch(/^3,3,missing/)
    expect((await here.unfold('sweep', '--collect', 'nowhere')).err).toContain('nowhere')
  })
})
