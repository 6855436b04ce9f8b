import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import { json, placeOfFile, sunspots } from './terminal'

const here = placeOfFile()

const { put } = here

describe('a muted node', () => {
  const muted = { ...sunspots, nodes: { ...sunspots.nodes, c: { type: 'context', ablation: 'muted' } } }
  const plain = {
    ...sunspots,
    nodes: { x: sunspots.nodes.x, h: sunspots.nodes.h, y: sunspots.nodes.y },
    edges: { W_xh: sunspots.edges.W_xh, W_hy: sunspots.edges.W_hy },
  }

  it('counts as fixed, gives zeros, and has the gradient of the network without it', async () => {
    put('muted.unfold', muted)
    put('plain.unfold', plain)
    const counted = json((await here.unfold('check', 'muted.unfold', '--json')).out).parameters
    expect(counted).toEqual({ trainable: 13, fixed: 16 })
    expect((await here.unfold('check', 'muted.unfold')).out).toContain('Muted: c\n')
    const [a, b] = await Promise.all(['muted.unfold', 'plain.unfold'].map(async (name) => json((await here.unfold('gradient', name, '--json')).out)))
    expect(a).toEqual(b)
    const ran = json((await here.unfold('run', 'muted.unfold', '--all', '--json')).out).sequences as Record<string, number[][]>[]
    expect(ran[0]!['c.out']!.flat().every((v) => v === 0)).toBe(true)
  })

  it('keeps its weights and stays muted in the trained document', async () => {
    const weights = { W_ch: { shape: [4, 4], data: Array.from({ length: 16 }, (_, i) => i / 16) } }
    expect((await here.unfold('train', put('muted.unfold', { ...muted, weights }), '--out', 'muted-trained.unfold')).status).toBe(0)
    const trained = json(readFileSync(join(here.folder, 'muted-trained.unfold'), 'utf8')) as unknown as GraphDocument
    expect(trained.nodes.c!.ablation).toBe('muted')
    expect(trained.weights).toMatchObject(weights)
    await here.unfold('train', put('plain.unfold', plain), '--out', 'plain-trained.unfold')
    const without = json(readFileSync(join(here.folder, 'plain-trained.unfold'), 'utf8')) as unknown as GraphDocument
    for (const name of ['W_xh', 'W_hy', 'h.bias']) expect(trained.weights![name]).toEqual(without.weights![name])
  })

  it('does not occur in the exported code', async () => {
    const { out } = await here.unfold('export', put('muted.unfold', muted), '--to', 'latex')
    expect(out).toContain('c(t) = 0')
    expect(out).not.toContain('W_{\\mathrm{ch}}')
    expect((await here.unfold('export', 'muted.unfold', '--to', 'pytorch', '--out', 'muted.py')).status).toBe(0)
    expect(readFileSync(join(here.folder, 'muted.py'), 'utf8')).not.toContain('W_ch')
  })
})
