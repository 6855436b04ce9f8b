import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import type { Sequence } from '../../engine/data/types'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { HelperFailed, ORDERS, type Crew } from '../../engine/learn/team'
import { Trainer } from '../../engine/learn/trainer'
import { draw, modelOf } from '../documents'
import { dataset } from './helpers'

/** Places in the orders. */
const READY = 11
const FAILED = 12

const folder = mkdtempSync(join(tmpdir(), 'unfold-team-'))
const program = join(folder, 'helper.mjs')
beforeAll(async () => {
  await build({
    stdin: { contents: `import { serveIfHelper } from './cli/crew'; serveIfHelper()`, resolveDir: process.cwd(), loader: 'ts' },
    outfile: program, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning',
  })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const training: TrainingSpec = { precision: 'float32', seed: 3, batchSize: 7, optimizer: { kind: 'adam', learningRate: 0.01 }, epochs: 2 }

/** Loops, a tapped delay outside of them, a bidirectional part, a sparse wire, dropout. */
const mixed = (changes: TrainingSpec): GraphDocument =>
  draw(
    {
      x: { type: 'input', size: 5 }, h: { type: 'layer', size: 37 }, c: { type: 'context', initial: 'trained' }, y: { type: 'output', size: 3 },
      late: { type: 'context', delay: 3, decay: 0.3 }, back: { type: 'context', direction: 'backward' }, b: { type: 'layer', size: 21 },
      i: { type: 'gate', size: 37 },
    },
    {
      W_xh: { from: 'x', to: 'h', dropout: 0.2 }, copy: 'h → c', W_ch: 'c → h', tap: 'x → late', W_late: 'late → y',
      W_xb: 'x → b', mirror: 'b → back', W_bb: { from: 'back', to: 'b', kind: 'sparse', density: 0.3 }, W_by: 'b → y',
      W_hi: 'x → i.control', pass: 'h → i.signal', W_iy: 'i → y',
    },
    { training: { ...training, ...changes } },
  )

function sequences(): Sequence[] {
  return Array.from({ length: 12 }, (_, i) => {
    const random = stream(5, `team/${i}`)
    const length = 20 + random.integer(60)
    const numbers = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal())
    return { length, inputs: { x: numbers(5 * length) }, targets: { y: { values: numbers(3 * length), present: new Uint8Array(length).fill(1) } } }
  })
}

async function train(document: GraphDocument, helpers: number): Promise<{ weights: [string, Float64Array][]; ready: boolean }> {
  const exits: Promise<number>[] = []
  const crew: Crew = {
    helpers,
    hire(jobs) {
      for (const job of jobs) {
        const worker = new Worker(program, { workerData: { job } })
        exits.push(new Promise((resolve, reject) => worker.once('error', reject).once('exit', resolve)))
      }
    },
  }
  const trainer = Trainer.make(modelOf(document), dataset(sequences()), crew)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  while (trainer.team && !trainer.team.ready) await new Promise((resolve) => setTimeout(resolve, 5))
  const ready = trainer.team?.ready ?? false
  for (let kind = ''; kind !== 'done'; ) {
    const progress = trainer.next()
    if (progress.kind === 'failed') throw new Error(progress.problem.message)
    ;({ kind } = progress)
  }
  trainer.dispose()
  expect(await Promise.all(exits)).toEqual(exits.map(() => 0))
  const { store } = trainer.model
  return { ready, weights: store.declarations.map(({ name }) => [name, store.read(name)]) }
}

describe('threads that train together', () => {
  it.each([
    ['whole sequences, float32', {}],
    ['whole sequences, float64', { precision: 'float64' }],
  ] as [string, TrainingSpec][])('give the bits of one: %s', async (_, changes) => {
    const document = mixed(changes)
    const alone = await train(document, 0)
    expect(alone.ready).toBe(false)
    for (const helpers of [1, 2]) {
      const together = await train(document, helpers)
      expect(together.ready).toBe(true)
      expect(together.weights).toEqual(alone.weights)
    }
  }, 60_000)

  it('are one where none comes to help', () => {
    const trainer = Trainer.make(modelOf(mixed({ epochs: 1 })), dataset(sequences()), { helpers: 1, hire: () => undefined })
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    for (let kind = ''; kind !== 'done'; ) ({ kind } = trainer.next())
    expect(trainer.team?.threads).toBe(1)
  })

  it('are one after another has failed, and training goes on to the same numbers', () => {
    const document = draw(
      { x: { type: 'input', size: 5 }, h: { type: 'layer', size: 64 }, c: { type: 'context' }, y: { type: 'output', size: 3 } },
      { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' }, { training: { ...training, epochs: 1 } },
    )
    /** Says that it is ready, and then that it has failed. */
    const crew: Crew = {
      helpers: 1,
      hire: ([job]) => {
        const orders = new Int32Array(job!.memory.buffer, job!.orders, ORDERS)
        Atomics.store(orders, READY, 1)
        Atomics.store(orders, FAILED, 1)
      },
    }
    const finish = (helped?: Crew): [string, Float64Array][] => {
      const trainer = Trainer.make(modelOf(document), dataset(sequences()), helped)
      if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
      if (helped) {
        expect(trainer.team?.threads).toBe(2)
        expect(() => trainer.next()).toThrow(HelperFailed)
        trainer.goAlone()
        expect(trainer.team?.threads).toBe(1)
      }
      for (let kind = ''; kind !== 'done'; ) ({ kind } = trainer.next())
      const { store } = trainer.model
      return store.declarations.map(({ name }) => [name, store.read(name)])
    }
    expect(finish(crew)).toEqual(finish())
  })
})
