import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CONTROL_WORDS, type ThreadHost } from '../../engine/learn/threads/threads'
import { json, lines, place, placeOfFile, sunspots } from './terminal'

const here = placeOfFile()

const { put } = here

describe('train --checkpoint', () => {
  it('resumes after being stopped and ends in the same bits', async () => {
    const document = { ...sunspots, training: { ...sunspots.training, epochs: 6 } }
    put('steady.unfold', document)
    expect((await here.unfold('train', 'steady.unfold', '--out', 'whole.unfold')).status).toBe(0)
    await here.unfold('train', put('short.unfold', { ...document, training: { ...document.training, epochs: 3 } }), '--checkpoint', 'state.json')
    const { status, err } = await here.unfold('train', 'steady.unfold', '--checkpoint', 'state.json', '--out', 'broken.unfold')
    expect(status).toBe(0)
    expect(err).toContain('after epoch 3')
    const weights = (name: string): unknown => json(readFileSync(join(here.folder, name), 'utf8')).weights
    expect(weights('broken.unfold')).toEqual(weights('whole.unfold'))
  })

  it('refuses a file that is no checkpoint', async () => {
    put('no.json', 'nothing')
    const { status, out } = await here.unfold('train', put('steady.unfold', sunspots), '--checkpoint', 'no.json', '--json')
    expect(status).toBe(1)
    expect((json(out).errors as { code: string }[])[0]!.code).toBe('document-invalid')
  })
})

describe('train with worker threads', () => {
  it('reports that one has failed, and ends in the same bits', async () => {
    const random = (t: number, i: number): number[] => Array.from({ length: 8 }, (_, k) => Math.sin(t * (k + 1) + i))
    const document = {
      format: 'unfold-graph',
      version: 1,
      nodes: { x: { type: 'input', size: 8 }, h: { type: 'layer', size: 60 }, c: { type: 'context' }, y: { type: 'output', size: 8 } },
      edges: { W: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, U: { from: 'c', to: 'h' }, V: { from: 'h', to: 'y' } },
      data: {
        kind: 'inline',
        sequences: Array.from({ length: 4 }, (_, i) => {
          const x = Array.from({ length: 120 }, (_none, t) => random(t, i))
          return { x, y: x.map((v) => v.map((u) => u / 2)) }
        }),
      },
      training: { batchSize: 4, epochs: 3, shuffle: true },
    }
    put('alone.unfold', document)
    expect((await here.unfold('train', 'alone.unfold', '--out', 'one.unfold')).err).not.toContain('thread')
    // READY, FAILED and GONE of a helping thread that ends at once.
    const threadHost: ThreadHost = {
      extra: 1,
      stop: () => undefined,
      now: () => performance.now(),
      start: ([job]) => [11, 12, 13].forEach((at) => Atomics.store(new Int32Array(job!.memory.buffer, job!.control, CONTROL_WORDS), at, 1)),
    }
    const helped = place({ threadHost })
    writeFileSync(join(helped.folder, 'helped.unfold'), JSON.stringify(document))
    const { status, err } = await helped.unfold('train', 'helped.unfold', '--out', 'two.unfold')
    expect({ status, reported: err.split('A helping thread failed').length - 1 }).toEqual({ status: 0, reported: 1 })
    const weights = (path: string): unknown => json(readFileSync(path, 'utf8')).weights
    expect(weights(join(helped.folder, 'two.unfold'))).toEqual(weights(join(here.folder, 'one.unfold')))
    helped.remove()
  })
})

describe('train --fast-math', () => {
  it('learns the same except for rounding, or reports that the machine lacks the instructions', async () => {
    const name = put('fast.unfold', { ...sunspots, training: { ...sunspots.training, precision: 'float32', epochs: 3 } })
    const usual = await here.unfold('train', name, '--json')
    const fast = await here.unfold('train', name, '--json', '--fast-math')
    expect(fast.status).toBe(0)
    const losses = (reported: string): number[] => lines(reported).flatMap(({ loss }) => (typeof loss === 'number' ? [loss] : []))
    expect(losses(fast.out)).toHaveLength(3)
    losses(fast.out).forEach((loss, i) => expect(loss / losses(usual.out)[i]!).toBeCloseTo(1, 3))
    if (fast.err.includes('fused multiply-add')) expect(fast.out).toBe(usual.out)
  })
})
