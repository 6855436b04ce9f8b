import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { png, text } from '../png'
import { place, placeOfFile, sunspots } from './terminal'

const here = placeOfFile()
writeFileSync(join(here.folder, 'sunspots.unfold'), JSON.stringify(sunspots))

const read = (name: string): string => readFileSync(join(here.folder, name), 'utf8')

describe('a PNG picture', () => {
  it('with an embedded document is read as that document, and reported if it is invalid', async () => {
    writeFileSync(join(here.folder, 'picture.png'), png(text(deflateSync(JSON.stringify(sunspots)))))
    const [drawn, given] = await Promise.all(['picture.png', 'sunspots.unfold'].map((file) => here.unfold('check', file, '--json')))
    expect(drawn!.out).toBe(given!.out)
    expect((await here.unfold('run', 'picture.png', '--part', 'test', '--json')).status).toBe(0)
    const before = readFileSync(join(here.folder, 'picture.png'))
    const over = await here.unfold('train', 'picture.png', '--out', 'picture.png', '--epochs', '1')
    expect([over.status, over.err]).toEqual([2, expect.stringContaining('NAME.unfold')])
    expect(readFileSync(join(here.folder, 'picture.png'))).toEqual(before)
    for (const [file, content, said] of [
      ['none.png', png(), 'without a document'],
      ['cut.png', png().slice(0, 20), 'cut off or damaged'],
      ['bomb.png', png(text(deflateSync(Buffer.alloc(130 * 2 ** 20), { level: 9 }))), 'at most 128 MiB'],
    ] as const) {
      writeFileSync(join(here.folder, file), content)
      const { status, err } = await here.unfold('check', file)
      expect([status, err]).toEqual([1, expect.stringContaining(said)])
    }
  })
})

describe('export --to svg', () => {
  it('writes a picture that every command reads as the document', async () => {
    const { status, err } = await here.unfold('export', 'sunspots.unfold', '--to', 'svg', '--out', 'picture.svg')
    expect(status).toBe(0)
    expect(err).toContain('picture.svg')
    expect(read('picture.svg')).toMatch(/^<\?xml/)
    const [drawn, given] = await Promise.all(['picture.svg', 'sunspots.unfold'].map((file) => here.unfold('check', file, '--json')))
    expect(drawn!.out).toBe(given!.out)
    expect(JSON.parse(drawn!.out)).toMatchObject({ errors: [], sizes: { x: 1, h: 4 } })
  })

  it('uses the language of the terminal and accepts a theme', async () => {
    const japanese = place({ environment: { LANG: 'ja_JP.UTF-8' } })
    writeFileSync(join(japanese.folder, 'sunspots.unfold'), JSON.stringify(sunspots))
    const { out } = await japanese.unfold('export', 'sunspots.unfold', '--to', 'svg', '--theme', 'dark')
    japanese.remove()
    expect(out).toContain('遅延')
    expect(out).toContain('#141619')
  })

  it('draws a network that cannot run, which other formats refuse', async () => {
    writeFileSync(join(here.folder, 'loop.unfold'), JSON.stringify({ ...sunspots, edges: { ...sunspots.edges, again: { from: 'h', to: 'h' } } }))
    expect((await here.unfold('export', 'loop.unfold', '--to', 'svg')).out).toContain('data-edge="again"')
    expect((await here.unfold('export', 'loop.unfold', '--to', 'latex')).status).toBe(1)
  })
})

describe('exports of several files', () => {
  it('names them after the requested one', async () => {
    const { status, out } = await here.unfold('export', 'sunspots.unfold', '--to', 'pytorch', '--out', 'net.py', '--json')
    expect(status).toBe(0)
    const { file, files } = JSON.parse(out) as { file: string; files: string[] }
    expect(file).toBe(join(here.folder, 'net.py'))
    expect(files.map((path) => path.slice(here.folder.length + 1))).toEqual(['net.py', 'net.npz', 'net_test.py', 'net_expected.npz'])
    expect(read('net.py')).toContain('class Network(nn.Module):')
    // A ZIP of one NumPy array a parameter.
    expect(readFileSync(join(here.folder, 'net.npz')).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004')
  })

  it('has the scaling and categories of columns before any training', async () => {
    const sky = {
      ...sunspots,
      nodes: { x: { type: 'input', columns: ['sky'], encoding: 'one-hot' }, y: { type: 'output', columns: ['sky'], encoding: 'one-hot', ahead: 1 } },
      edges: { W: { from: 'x', to: 'y' } },
      data: { kind: 'file', path: 'sky.csv' },
    }
    writeFileSync(join(here.folder, 'sky.csv'), `sky\n${'rain\nfog\n'.repeat(10)}`)
    writeFileSync(join(here.folder, 'sky.unfold'), JSON.stringify(sky))
    for (const [name, column] of [
      ['sunspots', /"SUNACTIVITY": \{"shift": [\d.]+, "scale": [\d.]+\}/],
      ['sky', /"sky": \{"categories": \["fog", "rain"\]\}/],
    ] as const)
      for (const to of ['pytorch', 'numpy']) {
        const { out } = await here.unfold('export', `${name}.unfold`, '--to', to)
        expect(out).toMatch(column)
        expect(out).toContain('def encode(table):')
      }
  })

  it('requires a file for binary output', async () => {
    const { status, err } = await here.unfold('export', 'sunspots.unfold', '--to', 'weights-npz')
    expect(status).toBe(2)
    expect(err).toContain('--out')
  })

  it('writes the weights that running uses', async () => {
    const { out } = await here.unfold('export', 'sunspots.unfold', '--to', 'weights-json')
    const weights = JSON.parse(out) as Record<string, { shape: number[]; data: number[] }>
    expect(Object.keys(weights).sort()).toEqual(['W_ch', 'W_hy', 'W_xh', 'h.bias', 'y.bias'])
    expect(weights.W_ch!.shape).toEqual([4, 4])
    expect(weights.W_ch!.data).toHaveLength(16)
  })
})

describe('export --to signals-csv', () => {
  it('refuses values that are not finite, as a run does', async () => {
    const { data: _, ...rest } = sunspots
    const weights = { W_ch: { shape: [4, 4], data: Array.from({ length: 16 }, () => 1e200) } }
    const sequences = [{ x: [[1], [1], [1], [1]], y: [[1], [1], [1], [1]] }]
    const nodes = { ...sunspots.nodes, x: { type: 'input', size: 1 }, h: { type: 'layer', size: 4, activation: 'linear' }, y: { type: 'output', size: 1 } }
    here.put('wild.unfold', { ...rest, nodes, weights, data: { kind: 'inline', sequences } })
    for (const args of [
      ['run', 'wild.unfold', '--all'],
      ['export', 'wild.unfold', '--to', 'signals-csv'],
    ]) {
      const { status, out, err } = await here.unfold(...args)
      expect({ status, out, named: err.includes('Expected finite values, got') }, args.join(' ')).toEqual({ status: 1, out: '', named: true })
    }
  })

  it('reports every unit at every step in the units of the data, as run does', async () => {
    const { out } = await here.unfold('export', 'sunspots.unfold', '--to', 'signals-csv')
    const [head, ...rows] = out
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','))
    const { sequences } = JSON.parse((await here.unfold('run', 'sunspots.unfold', '--json')).out) as { sequences: { y: number[][] }[] }
    const column = (name: string) => rows.map((row) => row[head!.indexOf(name)]!)
    expect(column('y.out.0').map(Number)).toEqual(sequences[0]!.y.map(([value]) => value))
    expect(head).toEqual(expect.arrayContaining(['sequence', 'step', 'x.out.0', 'h.out.3', 'c.out.3', 'y.target.0']))
    // The target is the next year's number, as the file has it; after the last year there is none.
    const years = read('sunspots.csv')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => Number(line.split(',')[1]))
    expect(Number(column('y.target.0')[0])).toBeCloseTo(years[1]!, 9)
    expect(column('y.target.0').at(-1)).toBe('')
  })
})

describe('an existing file beside an export', () => {
  it('is not overwritten by additional files of the export, unless requested', async () => {
    writeFileSync(join(here.folder, 'own_test.py'), 'mine\n')
    const refused = await here.unfold('export', 'sunspots.unfold', '--to', 'numpy', '--out', 'own.py')
    expect([refused.status, refused.err]).toEqual([2, expect.stringContaining('own_test.py')])
    expect(read('own_test.py')).toBe('mine\n')
    expect((await here.unfold('export', 'sunspots.unfold', '--to', 'numpy', '--out', 'own.py', '--overwrite')).status).toBe(0)
    expect(read('own_test.py')).not.toBe('mine\n')
  })
})
