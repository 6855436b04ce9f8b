import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrainingSpec } from '../../engine/document/types'
import { draw, elman } from '../documents'
import type { Found, Probe } from './memory-probe'

const folder = mkdtempSync(join(tmpdir(), 'unfold-memory-'))
const program = join(folder, 'probe.mjs')
beforeAll(async () => {
  await build({ entryPoints: ['test/learn/memory-probe.ts'], outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const measure = (probe: Probe): Promise<Found> =>
  new Promise((resolve, reject) => new Worker(program, { workerData: probe }).once('message', resolve).once('error', reject))

const gated = draw(
  {
    x: { type: 'input', size: 2 },
    y: { type: 'output', size: 1 },
    h: { type: 'context', delay: 2, decay: 0.5 },
    i: { type: 'gate', size: 3 },
    f: { type: 'gate', size: 3 },
    c: { type: 'cell', size: 3 },
    r: { type: 'reservoir', size: 8, leak: 0.5 },
  },
  {
    xi: 'x → i.control',
    xf: 'x → f.control',
    hi: 'h → i.control',
    write: { from: 'x', to: 'i.signal', kind: 'dense' },
    keep: 'f → c.forget',
    add: 'i → c.in',
    copy: 'c → h',
    xr: 'x → r',
    ry: 'r → y',
    cy: 'c → y',
  },
)

describe('the heap', () => {
  it.each([
    ['Elman', elman({}, 4)],
    ['gates, a cell and a reservoir', gated],
  ])('stays flat over 100,000 steps: %s', async (_, document) => {
    const steps = 100_000
    // One number a step would be 800,000 bytes in every run. A window of 400 steps, and occasionally the compiler, take far less.
    const least = 4 * steps
    const { grown, memory } = await measure({
      kind: 'steps',
      document: { ...document, training: { precision: 'float32' } },
      steps,
      window: 400,
      least,
      runs: 60,
    })
    expect(memory[1]).toBe(memory[0])
    expect(grown.at(-1), grown.join(', ')).toBeLessThan(least)
  })
})

describe('the heap in training', () => {
  const steps = 100_000
  const algorithms: Record<string, TrainingSpec['algorithm']> = {
    BPTT: { kind: 'bptt' },
    'BPTT(h)': { kind: 'bptt', horizon: 800, every: 400 },
    RTRL: { kind: 'rtrl', every: 400 },
  }
  const documents = { Elman: elman({}, 4), 'gates, a cell and a reservoir': gated }
  it.each(
    Object.keys(algorithms).flatMap((method) => Object.keys(documents).flatMap((network) => [false, true].map((plain) => [method, network, plain] as const))),
  )('stays flat over 100,000 steps: %s, %s, plain kernels %s', async (method, network, plain) => {
    const document = {
      ...documents[network as keyof typeof documents],
      training: { algorithm: algorithms[method]!, epochs: 100, optimizer: { kind: 'sgd', learningRate: 1e-6 } } as TrainingSpec,
    }
    const { kept, memory } = await measure({ kind: 'epochs', document, steps, plain, least: steps, runs: 8 })
    expect(memory[1]).toBe(memory[0])
    // One number a step would be 800,000 bytes in every epoch.
    expect(kept).toBeLessThan(steps)
  })
})

describe('BPTT(h) over a sequence of a million steps', () => {
  const training: TrainingSpec = {
    algorithm: { kind: 'bptt', horizon: 20, every: 20 },
    epochs: 1,
    precision: 'float32',
    optimizer: { kind: 'sgd', learningRate: 1e-3 },
  }

  it('takes the memory of one of ten thousand', async () => {
    const document = elman(training, 4)
    const short = await measure({ kind: 'training', document, steps: 10_000 })
    const long = await measure({ kind: 'training', document, steps: 1_000_000 })
    expect([short.updates, long.updates]).toEqual([500, 50_000])
    expect(long.memory).toEqual(short.memory)
    expect(long.memory[1]).toBe(long.memory[0])
  })
})
