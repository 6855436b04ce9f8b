import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CheckpointFile, identityOf } from '../../cli/checkpoint'
import { DataFolder } from '../../cli/files'
import { Target } from '../../cli/target'
import { UsageError } from '../../cli/usage'
import type { OpenedDocument } from '../../cli/open'
import type { GraphDocument } from '../../engine/document/types'
import type { Trainer } from '../../engine/learn/train/trainer'
import { draw } from '../documents'
import { place, sunspots, type Place } from './terminal'

let here: Place
const at = (name: string): string => join(here.folder, name)
beforeEach(() => {
  here = place()
  writeFileSync(at('a.unfold'), JSON.stringify(sunspots))
})
afterEach(() => here.remove())

const holdsWeights = (path: string): boolean => (JSON.parse(readFileSync(path, 'utf8')) as { weights?: object }).weights !== undefined
const keyOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof UsageError) return error.key
    throw error
  }
  return 'none'
}

describe('where a command writes', () => {
  it('links are kept; their targets are replaced and keep their modes', async () => {
    writeFileSync(at('secret.unfold'), 'old')
    chmodSync(at('secret.unfold'), 0o600)
    symlinkSync('secret.unfold', at('link.unfold'))
    symlinkSync('new.unfold', at('dangling.unfold'))
    expect((await here.unfold('train', 'a.unfold', '--out', 'link.unfold')).status).toBe(0)
    expect(lstatSync(at('link.unfold')).isSymbolicLink()).toBe(true)
    expect(statSync(at('secret.unfold')).mode & 0o7777).toBe(0o600)
    expect(holdsWeights(at('secret.unfold'))).toBe(true)
    expect((await here.unfold('train', 'a.unfold', '--out', 'dangling.unfold')).status).toBe(0)
    expect(holdsWeights(at('new.unfold'))).toBe(true)
    for (const command of [
      ['export', 'secret.unfold', '--to', 'numpy'],
      ['export', 'secret.unfold', '--to', 'svg'],
    ]) {
      writeFileSync(at('mine'), '')
      chmodSync(at('mine'), 0o640)
      expect((await here.unfold(...command, '--out', 'mine')).status).toBe(0)
      expect(statSync(at('mine')).mode & 0o777).toBe(0o640)
    }
  })

  it.skipIf(process.platform === 'win32')('a device is written to, and stays a device', async () => {
    expect((await here.unfold('train', 'a.unfold', '--out', '/dev/null')).status).toBe(0)
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
    expect(existsSync('/dev/sunspots.csv')).toBe(false)
  })

  it('an unwritable target is reported before the work', async () => {
    writeFileSync(at('protected.unfold'), 'old')
    chmodSync(at('protected.unfold'), 0o444)
    mkdirSync(at('folder'))
    const long = 'x'.repeat(252)
    for (const [name, key] of [
      ['protected.unfold', 'write-protected'],
      ['folder', 'folder'],
      [`${long}.unfold`, 'ENAMETOOLONG'],
      ['gone/x.unfold', 'ENOENT'],
    ] as const) {
      // The document is missing too: the target is checked first.
      const { status, err } = await here.unfold('train', 'missing.unfold', '--out', name)
      expect({ status, reason: err.includes(key) }, name).toEqual({ status: 2, reason: true })
      expect((await here.unfold('train', 'a.unfold', '--checkpoint', name)).status).toBe(2)
    }
    expect(readFileSync(at('protected.unfold'), 'utf8')).toBe('old')
    // The longest names that a disk allows work.
    expect((await here.unfold('train', 'a.unfold', '--out', long)).status).toBe(0)
    expect((await here.unfold('train', 'a.unfold', '--out', 'same', '--checkpoint', 'same')).status).toBe(2)
  })

  it('a file that another program has changed meanwhile is not overwritten', () => {
    for (const [before, then, expected] of [
      ['old', 'theirs', 'theirs'],
      [undefined, 'theirs', 'theirs'],
      ['old', undefined, undefined],
      ['old', 'old', 'mine'],
    ] as const) {
      const path = at('t.unfold')
      rmSync(path, { force: true })
      rmSync(at('t-2.unfold'), { force: true })
      if (before !== undefined) writeFileSync(path, before)
      const target = new Target(path)
      if (then === undefined) rmSync(path)
      else writeFileSync(path, then)
      const went = target.write('mine')
      expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined).toBe(expected)
      expect(readFileSync(went, 'utf8')).toBe('mine')
      expect(went).toBe(expected === 'mine' ? path : at('t-2.unfold'))
    }
    // It overwrites its own file.
    const target = new Target(at('u'))
    expect([target.write('1'), target.write('2')]).toEqual([at('u'), at('u')])
    expect(readdirSync(here.folder).filter((name) => name.startsWith('.unfold'))).toEqual([])
  })

  it('a checkpoint that was deleted is written again, and one of another program stays as it is', () => {
    const target = new Target(at('c.ckpt'))
    target.rewrite('1')
    rmSync(at('c.ckpt'))
    target.rewrite('2')
    expect(readFileSync(at('c.ckpt'), 'utf8')).toBe('2')
    writeFileSync(at('c.ckpt'), 'theirs')
    for (let i = 0; i < 3; i++) expect(() => target.rewrite('3')).toThrow(/cli-changed-by-other/)
    expect(readdirSync(here.folder).filter((name) => name.startsWith('c'))).toEqual(['c.ckpt'])
    expect(readFileSync(at('c.ckpt'), 'utf8')).toBe('theirs')
  })

  it('a file in place of a folder is named as one, and nothing is written', async () => {
    expect((await here.unfold('bundle', 'a.unfold', '--out', 'a.unfoldz')).status).toBe(0)
    here.put('taken', 'mine')
    for (const args of [
      ['unbundle', 'a.unfoldz', '--out', 'taken'],
      ['sweep', 'a.unfold', '--seeds', '1..2', '--out', 'taken'],
      ['export', 'a.unfold', '--to', 'pytorch-project', '--out', 'taken'],
    ])
      expect(await here.unfold(...args)).toMatchObject({
        status: 2,
        err: `error: Expected --out to name a folder, but ${at('taken')} is a file. Choose another.\n`,
      })
    expect(readFileSync(at('taken'), 'utf8')).toBe('mine')
  })

  it('inputs are not overwritten: data, by whatever name, and a document by a checkpoint or an export', async () => {
    const { data, ...rest } = sunspots
    writeFileSync(at('t.csv'), 'SUNACTIVITY\n1\n2\n3\n5\n8\n13\n21\n')
    writeFileSync(at('t.unfold'), JSON.stringify({ ...rest, data: { ...data, path: 't.csv' } }))
    symlinkSync('t.csv', at('other.csv'))
    for (const name of ['more.csv', 'net_test.py', 'requirements.txt']) writeFileSync(at(name), 'SUNACTIVITY\n1\n2\n3\n5\n8\n13\n21\n')
    writeFileSync(at('named.unfold'), JSON.stringify({ ...rest, data: { ...data, path: 'net_test.py', format: 'csv' } }))
    writeFileSync(at('project.unfold'), JSON.stringify({ ...rest, data: { ...data, path: 'requirements.txt', format: 'csv' } }))
    writeFileSync(at('weights.safetensors'), 'weights')
    mkdirSync(at('elsewhere'))
    const read = ['t.csv', 't.unfold', 'more.csv', 'net_test.py', 'requirements.txt', 'weights.safetensors']
    const before = read.map((name) => readFileSync(at(name), 'utf8'))
    for (const args of [
      ['train', 't.unfold', '--out', 't.csv'],
      ['train', 't.unfold', '--out', 'other.csv'],
      ['train', 't.unfold', '--checkpoint', 't.csv'],
      ['train', 't.unfold', '--checkpoint', 't.unfold'],
      ['export', 't.unfold', '--to', 'signals-csv', '--out', 't.csv'],
      ['export', 't.unfold', '--to', 'weights-json', '--out', './t.unfold'],
      ['export', 'named.unfold', '--to', 'pytorch', '--out', 'net.txt', '--overwrite'],
      ['export', 'project.unfold', '--to', 'pytorch-project', '--out', '.', '--overwrite'],
      ['forecast', 't.unfold', '--steps', '2', '--data', 'more.csv', '--out', 'more.csv'],
      ['import', 'weights.safetensors', '--into', 't.unfold', '--out', 't.csv'],
      ['import', 'weights.safetensors', '--out', 'weights.safetensors'],
      // Its data would be copied there.
      ['train', 't.unfold', '--out', 'elsewhere/t.csv'],
    ]) {
      const { status, err } = await here.unfold(...args)
      expect([status, err.includes('is an input of this command')], args.join(' ')).toEqual([2, true])
    }
    expect(read.map((name) => readFileSync(at(name), 'utf8'))).toEqual(before)
  })

  it('temporary files of a killed program are removed', () => {
    writeFileSync(at('.unfold-999999999-0123456789ab.part'), 'half')
    writeFileSync(at(`.unfold-${process.ppid}-0123456789ab.part`), 'being written')
    expect(keyOf(() => new Target(at('t')))).toBe('none')
    expect(readdirSync(here.folder).filter((name) => name.startsWith('.unfold'))).toEqual([`.unfold-${process.ppid}-0123456789ab.part`])
  })

  it('data in a subfolder is copied into a subfolder', async () => {
    mkdirSync(at('data'))
    mkdirSync(at('elsewhere'))
    writeFileSync(at('data/s.csv'), readFileSync(at('sunspots.csv')))
    writeFileSync(at('b.unfold'), JSON.stringify({ ...sunspots, data: { ...sunspots.data, path: 'data/s.csv' } }))
    expect((await here.unfold('train', 'b.unfold', '--out', 'elsewhere/b.unfold')).status).toBe(0)
    expect((await here.unfold('run', 'elsewhere/b.unfold')).status).toBe(0)
  })
})

describe('input files', () => {
  it('of a model that is absent, a folder or of another kind are refused with the cause', async () => {
    for (const [name, says] of [
      ['absent.onnx', `The file ${at('absent.onnx')} was not found`],
      ['.', 'to be a file, got a folder'],
      ['a.unfold', 'Expected a safetensors (.safetensors), ONNX (.onnx) or Keras file (.keras, .h5), got a'],
    ] as const)
      expect((await here.unfold('import', name, '--out', 'made.unfold')).err).toContain(says)
    expect(existsSync(at('made.unfold'))).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('a device without an end is refused', async () => {
    const { status, err } = await here.unfold('check', '/dev/zero')
    expect({ status, err }).toMatchObject({ status: 1, err: expect.stringContaining('/dev/zero') as string })
  })

  it('a table truncated while being read is not read as a shorter table', () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `${i},${i % 7}`)
    const text = `t,x\n${rows.join('\n')}\n`
    writeFileSync(at('big.csv'), text)
    let cut = false
    const folder = new DataFolder(here.folder, undefined, () => {
      if (!cut) truncateSync(at('big.csv'), text.indexOf('\n', 2 ** 20 + 5) + 1)
      cut = true
    })
    expect(folder.table('big.csv', 'csv')).toMatchObject({ errors: [{ code: 'data-missing', key: 'cli-file-changed' }] })
    expect(new DataFolder(here.folder).table('big.csv', 'csv')?.errors).toEqual([])
  })
})

describe('a checkpoint', () => {
  const train = (...args: string[]): ReturnType<Place['unfold']> => here.unfold('train', 'a.unfold', '--checkpoint', 'state.json', ...args)

  it('of another seed, network, data, settings or first weights is refused with the reason', async () => {
    expect((await train()).status).toBe(0)
    const before = readFileSync(at('state.json'), 'utf8')
    const { status, err } = await train('--seed', '2')
    expect({ status, reason: /made with the seed 1, and this training has 2/.test(err) }).toEqual({ status: 1, reason: true })
    const csv = readFileSync(at('sunspots.csv'), 'utf8')
    const others: Record<string, () => void> = {
      'another network': () =>
        writeFileSync(at('a.unfold'), JSON.stringify({ ...sunspots, nodes: { ...sunspots.nodes, h: { type: 'layer', size: 4, activation: 'logistic' } } })),
      'other data': () =>
        writeFileSync(
          at('sunspots.csv'),
          csv.replace(/\d\n/, (last) => `${(Number(last[0]) + 1) % 10}\n`),
        ),
      'other training settings': () => writeFileSync(at('a.unfold'), JSON.stringify({ ...sunspots, training: { ...sunspots.training, batchSize: 3 } })),
      'other initial weights': () => writeFileSync(at('a.unfold'), JSON.stringify({ ...sunspots, weights: { 'h.bias': { shape: [4], data: [0, 0, 0, 1] } } })),
    }
    for (const [reason, change] of Object.entries(others)) {
      change()
      const refused = await train()
      expect({ status: refused.status, reason: refused.err.includes(reason) }, reason).toEqual({ status: 1, reason: true })
      writeFileSync(at('a.unfold'), JSON.stringify(sunspots))
      writeFileSync(at('sunspots.csv'), csv)
    }
    expect(readFileSync(at('state.json'), 'utf8')).toBe(before)
    // More epochs are the same training.
    expect((await train('--epochs', '6')).status).toBe(0)
    // A checkpoint without identity is used, with a message.
    const { of: _, ...old } = JSON.parse(before) as Record<string, unknown>
    writeFileSync(at('state.json'), JSON.stringify(old))
    const unsure = await train()
    expect({ status: unsure.status, reason: unsure.err.includes('does not say what it was made from') }).toEqual({ status: 0, reason: true })
  })

  it('made automatically is kept beside the result at least every 30 s, and deleted at the end', () => {
    const document = sunspots as unknown as GraphDocument
    const identity = identityOf({ document, path: at('a.unfold'), digest: 'd' } as OpenedDocument, false)
    const now = vi.spyOn(performance, 'now').mockReturnValue(0)
    const trainer = { epoch: 1, epochs: 9, checkpoint: () => ({ epoch: 1 }) } as unknown as Trainer
    const checkpoint = CheckpointFile.beside(at('out.unfold'), identity)!
    expect(checkpoint.keep(trainer, true)).toBe(false)
    now.mockReturnValue(29_000)
    // Within an epoch, however long.
    expect(checkpoint.keep(trainer, false)).toBe(true)
    expect(existsSync(checkpoint.path)).toBe(true)
    // The checkpoint of another training beside the same result is another file.
    expect(CheckpointFile.beside(at('out.unfold'), { ...identity, seed: '7' })!.path).not.toBe(checkpoint.path)
    checkpoint.done()
    expect(existsSync(checkpoint.path)).toBe(false)
    expect(CheckpointFile.beside(at('folder/none.unfold'), identity)).toBeUndefined()
  })

  it('that can no longer be written is reported, and training continues', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'unfold-gone-'))
    const path = join(folder, 'state.json')
    let looks = 0
    const there = place({
      interrupted: () => {
        if (looks++ === 0) rmSync(folder, { recursive: true, force: true })
        return undefined
      },
    })
    try {
      writeFileSync(join(there.folder, 'a.unfold'), JSON.stringify({ ...sunspots, training: { ...sunspots.training, epochs: 800 } }))
      const { status, err } = await there.unfold('train', 'a.unfold', '--checkpoint', path, '--out', 'b.unfold')
      expect({ status, reason: err.split('could not be saved').length - 1 }).toEqual({ status: 0, reason: 1 })
      expect(holdsWeights(join(there.folder, 'b.unfold'))).toBe(true)
    } finally {
      there.remove()
    }
  })
})

describe('training that stops', () => {
  it('at a number that is not finite leaves the last finite weights', async () => {
    writeFileSync(at('n.unfold'), JSON.stringify({ ...sunspots, training: { epochs: 500, seed: 1, optimizer: { kind: 'sgd', learningRate: 5 } } }))
    const { status, out, err } = await here.unfold('train', 'n.unfold', '--out', 'n-out.unfold')
    expect({ status, reason: err.includes('the last finite weights, those after epoch') }, err + out).toEqual({ status: 1, reason: true })
    expect(holdsWeights(at('n-out.unfold'))).toBe(true)
    expect((await here.unfold('run', 'n-out.unfold', '--part', 'train')).status).toBe(0)
    const { out: lines } = await here.unfold('train', 'n.unfold', '--out', 'n-out.unfold', '--json')
    expect(
      lines
        .trim()
        .split('\n')
        .slice(-2)
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ done: false, saved: at('n-out.unfold') }, { errors: [{ code: 'not-finite' }] }])
    const without = await here.unfold('train', 'n.unfold')
    expect(without.err).toContain('name a file with --out')
    expect(without.err).not.toContain('no finite weights')
  })

  it('at weights that are not finite themselves leaves those of the epoch before', async () => {
    const document = {
      ...draw({ x: { type: 'input', size: 1 }, y: { type: 'output', size: 1, loss: 'absolute' } }, { W: 'x → y' }),
      version: 2,
      data: { kind: 'inline', sequences: [{ x: [[1]], y: [[100]] }] },
      // The rates are 1, 1e100, 1e200, 1e300 and ∞; the slope of this loss is ±1.
      training: { epochs: 9, optimizer: { kind: 'sgd', learningRate: 1 }, schedule: { kind: 'exponential', factor: 1e100 } },
    }
    writeFileSync(at('huge.unfold'), JSON.stringify(document))
    const { status, err } = await here.unfold('train', 'huge.unfold', '--out', 'huge-out.unfold')
    expect([status, err]).toEqual([1, expect.stringContaining('the last finite weights, those after epoch 4')])
    expect(JSON.parse(readFileSync(at('huge-out.unfold'), 'utf8'))).toMatchObject({
      weights: { W: { data: [1e300] }, 'y.bias': { data: [1e300] } },
      extensions: { learned: { epoch: 4 } },
    })
  })

  it('on request says so, and has its own exit status', async () => {
    const there = place({ interrupted: () => 'SIGINT' })
    try {
      writeFileSync(join(there.folder, 'a.unfold'), JSON.stringify({ ...sunspots, training: { ...sunspots.training, epochs: 1_000_000 } }))
      const { status, out, err } = await there.unfold('train', 'a.unfold', '--out', 'b.unfold', '--json')
      expect({ status, reason: /Stopped by Ctrl\+C after epoch \d+ of 1000000/.test(err) }, err).toEqual({ status: 130, reason: true })
      expect(JSON.parse(out.trim().split('\n').at(-1)!)).toMatchObject({ done: false, interrupted: true })
      expect(holdsWeights(join(there.folder, 'b.unfold'))).toBe(true)
      expect(readdirSync(there.folder).filter((name) => name.includes('checkpoint'))).toEqual([])
    } finally {
      there.remove()
    }
  })
})

describe('terminal output', () => {
  const evil = '\u001b]0;title\u0007\u009b31m\u202eeman\nerror: no \u001b[2J'

  it('has no control characters, whatever a document, a table or a name contains', async () => {
    writeFileSync(at('e.unfold'), JSON.stringify({ ...sunspots, name: evil, nodes: { ...sunspots.nodes, y: { type: 'output', columns: [evil] } } }))
    writeFileSync(at('f.unfold'), JSON.stringify({ ...sunspots, name: evil }))
    writeFileSync(at(`${evil}.unfold`), 'x')
    const calls = [
      ['check', 'e.unfold'],
      ['check', 'f.unfold'],
      ['train', 'e.unfold'],
      ['check', `${evil}.unfold`],
      ['check', evil],
      [evil],
      ['check', 'f.unfold', `--${evil}`],
      ['export', 'f.unfold', '--to', evil],
      ['new', evil],
      ['train', 'f.unfold', '--epochs', '1', '--out', `${evil}.out`],
      ['run', 'f.unfold', '--data', evil],
    ]
    for (const args of calls)
      for (const json of [[], ['--json']]) {
        const { out, err } = await here.unfold(...args, ...json)
        expect(
          [...(out + err)].filter((c) => /[\p{Cc}\p{Bidi_Control}]/u.test(c) && c !== '\n'),
          args.join(' '),
        ).toEqual([])
        // A name cannot add lines either.
        expect(
          (out + err).split('\n').filter((line) => line.startsWith('error: no')),
          args.join(' '),
        ).toEqual([])
        if (json.length > 0)
          for (const line of out
            .trim()
            .split('\n')
            .filter((text) => text !== ''))
            expect(() => JSON.parse(line) as unknown, line).not.toThrow()
      }
  })
})
