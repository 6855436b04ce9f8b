import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { placeOfTest, sunspots } from './terminal'

const here = placeOfTest()

const put = (name: string, text: string): void => writeFileSync(join(here.folder, name), text)
const read = (name: string): string => readFileSync(join(here.folder, name), 'utf8')
const parsed = (name: string): GraphDocument => JSON.parse(read(name).replace(/^\uFEFF/, '')) as GraphDocument

/** Written by hand: a byte order mark, tabs, CRLF, numbers with more digits than they need. */
const byHand = [
  '\uFEFF{',
  '\t"format": "unfold-graph", "version": 1,',
  '\t"nodes": {"x": {"type": "input", "columns": ["SUNACTIVITY"]},',
  '\t\t"r": {"type":"reservoir", "size":8,   "leak": 0.50},',
  '\t\t"y": {"type": "output", "columns": ["SUNACTIVITY"], "ahead": 1}},',
  '\t"edges": {"W_in": {"from": "x", "to": "r"},',
  '\t\t"W_out": {"from": "r", "to": "y"}},',
  '\t"data": {"kind": "file", "path": "sunspots.csv", "normalize": "standard", "split": [0.70, 0.10, 0.20]},',
  '\t"training": {"algorithm": {"kind": "readout", "ridge": 1.0e-3}}',
  '}',
  '',
].join('\r\n')

describe('train --out', () => {
  it('keeps hand-written text exactly', async () => {
    put('a.unfold', byHand)
    expect((await here.unfold('train', 'a.unfold', '--out', 'b.unfold')).status).toBe(0)
    const written = read('b.unfold')
    const [before] = byHand.split('\r\n}')
    expect(written.startsWith(before!), 'all that was there, and only then what is learned').toBe(true)
    expect(written.replaceAll('\r\n', ''), 'line ends').not.toMatch(/[\r\n]/)
    // Written over its own file, twice.
    await here.unfold('train', 'b.unfold', '--out', 'b.unfold', '--refit')
    expect(read('b.unfold')).toBe(written.replace('"epoch": 1', '"epoch": 2'))
  })

  it('puts new parts where they usually are, also those of options', async () => {
    const { data, training: _, ...rest } = sunspots
    here.put('a.unfold', { data, ...rest, extensions: { mine: 1 } })
    await here.unfold('train', 'a.unfold', '--epochs', '1', '--out', 'b.unfold')
    const parts = ['data', 'format', 'version', 'name', 'nodes', 'edges', 'training', 'weights', 'fitted', 'view', 'extensions']
    expect(Object.keys(parsed('b.unfold'))).toEqual(parts)
    await here.unfold('train', 'b.unfold', '--start', 'new', '--refit', '--seed', '3', '--out', 'b.unfold')
    expect(Object.keys(parsed('b.unfold'))).toEqual(parts)
  })

  it('stores learned or hand-written weights, not those that initialization would reproduce', async () => {
    put('a.unfold', byHand)
    await here.unfold('train', 'a.unfold', '--out', 'b.unfold')
    expect(Object.keys(parsed('b.unfold').weights!).sort()).toEqual(['W_out', 'y.bias'])
    const { out } = await here.unfold('run', 'b.unfold', '--json')
    // Stored weights stay, whatever their settings would draw.
    const { weights } = JSON.parse(JSON.stringify({ weights: { 'r.bias': { shape: [8], data: [0.1, 0, 0, 0, 0, 0, 0, 0] } } })) as Pick<
      GraphDocument,
      'weights'
    >
    put('c.unfold', JSON.stringify({ ...parsed('a.unfold'), weights }))
    await here.unfold('train', 'c.unfold', '--out', 'd.unfold')
    expect(parsed('d.unfold').weights!['r.bias']).toEqual(weights!['r.bias'])
    expect((await here.unfold('run', 'd.unfold', '--json')).out).not.toBe(out)
    // Without training, nothing is stored.
    await here.unfold('train', 'a.unfold', '--epochs', '0', '--out', 'e.unfold')
    expect(parsed('e.unfold').weights).toBeUndefined()
  })

  it('continues from the epoch of the stored weights, and says what starts again', async () => {
    put('a.unfold', JSON.stringify(sunspots))
    await here.unfold('train', 'a.unfold', '--out', 'b.unfold')
    expect(parsed('b.unfold').extensions).toEqual({ learned: { epoch: 4 } })
    const epochs = (out: string): number[] =>
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { epoch?: number; epochs?: number })
        .map(({ epoch, epochs: all }) => epoch ?? all!)
    const more = await here.unfold('train', 'b.unfold', '--epochs', '6', '--out', 'c.unfold', '--json')
    expect({ epochs: epochs(more.out), anew: more.err.includes('which starts over') }).toEqual({ epochs: [5, 6, 6], anew: true })
    // A finished training continues for as many epochs again, as Play does.
    const again = await here.unfold('train', 'b.unfold', '--out', 'd.unfold', '--json')
    expect(epochs(again.out)).toEqual([5, 6, 7, 8, 8])
    expect(parsed('d.unfold').extensions).toEqual({ learned: { epoch: 8 } })
    // Without momentum there is no state to reset; without weights there is no epoch.
    const plain = { ...parsed('b.unfold'), training: { ...sunspots.training, optimizer: { kind: 'sgd', learningRate: 0.01 } } }
    put('e.unfold', JSON.stringify(plain))
    expect((await here.unfold('train', 'e.unfold')).err).toMatch(/continues from epoch 4, that of the stored weights\.\n/)
    const { weights: _, ...bare } = plain
    put('f.unfold', JSON.stringify(bare))
    expect(epochs((await here.unfold('train', 'f.unfold', '--json')).out)).toEqual([1, 2, 3, 4, 4])
  })

  it('refuses a checkpoint that started with other weights or at another epoch', async () => {
    put('a.unfold', JSON.stringify(sunspots))
    await here.unfold('train', 'a.unfold', '--out', 'b.unfold')
    const at = (epoch: number): void => put(`at-${epoch}.unfold`, JSON.stringify({ ...parsed('b.unfold'), extensions: { learned: { epoch } } }))
    for (const epoch of [1, 2]) at(epoch)
    expect((await here.unfold('train', 'at-1.unfold', '--checkpoint', 'state.json')).status).toBe(0)
    expect((await here.unfold('train', 'at-1.unfold', '--checkpoint', 'state.json')).status).toBe(0)
    const { status, err } = await here.unfold('train', 'at-2.unfold', '--checkpoint', 'state.json')
    expect({ status, named: err.includes('other initial weights') }).toEqual({ status: 1, named: true })
  })
})
