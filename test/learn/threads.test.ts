import { Model } from '../../engine/learn/model/model'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { stream } from '../../engine/base/random'
import type { Sequence } from '../../engine/data/types'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { readCheckpoint, type Checkpoint } from '../../engine/learn/train/checkpoint'
import { CONTROL_WORDS, ProgramThreads, type ThreadHost } from '../../engine/learn/threads/threads'
import { Trainer } from '../../engine/learn/train/trainer'
import { draw, modelOf } from '../documents'
import { dataset } from './helpers'

/** Indices of control words. */
const READY = 11
const FAILED = 12
const ENDED = 13

const folder = mkdtempSync(join(tmpdir(), 'unfold-threads-'))
const program = join(folder, 'helper.mjs')
/** The same, but it throws, or ends silently, after its thread has done `FAIL_AFTER` pieces of work. */
const broken = join(folder, 'broken.mjs')
const serving = `import { runIfHelpingThread } from './cli/threads'\nrunIfHelpingThread()`
const failing = `import { Program } from './engine/compile/program'
import { runIfHelpingThread } from './cli/threads'
const { execute } = Program.prototype
let left = Number(process.env.FAIL_AFTER)
Program.prototype.execute = function (...work) {
  if (--left < 0 && process.env.HOW === 'silently') process.exit(1)
  if (left < 0) throw new Error('broken on purpose')
  return execute.apply(this, work)
}
runIfHelpingThread()`
beforeAll(async () => {
  for (const [outfile, contents] of [
    [program, serving],
    [broken, failing],
  ])
    await build({
      stdin: { contents: contents!, resolveDir: process.cwd(), loader: 'ts' },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
    })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
afterEach(() => void vi.restoreAllMocks())

/** Shortens the timeouts for threads that do not answer. */
function quickly(): void {
  const { wait } = Atomics
  vi.spyOn(Atomics, 'wait').mockImplementation(((array: Int32Array, at: number, value: number, timeout: number) =>
    wait(array, at, value, timeout / 20)) as typeof Atomics.wait)
}

const training: TrainingSpec = { precision: 'float32', seed: 3, batchSize: 7, optimizer: { kind: 'adam', learningRate: 0.01 }, epochs: 2 }

/** Loops, a tapped delay outside of them, a bidirectional part, a sparse wire, dropout, formulas. */
const mixed = (changes: TrainingSpec): GraphDocument =>
  draw(
    {
      x: { type: 'input', size: 5 },
      h: { type: 'layer', size: 37 },
      c: { type: 'context', initial: 'trainable' },
      y: { type: 'output', size: 3 },
      late: { type: 'context', delay: 3, decay: 0.3 },
      back: { type: 'context', direction: 'backward' },
      b: { type: 'layer', size: 21 },
      i: { type: 'gate', size: 37 },
      n: { type: 'formula', formula: '(v - mean(v)) / sqrt(mean((v - mean(v))^2) + 1e-5)', size: 21 },
      s: { type: 'formula', formula: 'a * logistic(1.7 * b)', size: 37 },
    },
    {
      W_xh: { from: 'x', to: 'h', dropout: 0.2 },
      copy: 'h → c',
      W_ch: 'c → h',
      tap: 'x → late',
      W_late: 'late → y',
      W_xb: 'x → b',
      mirror: 'b → back',
      W_bb: { from: 'back', to: 'b', kind: 'sparse', density: 0.3 },
      norm: 'b → n.v',
      W_ny: 'n → y',
      W_by: 'b → y',
      s_a: 'h → s.a',
      s_b: 'i → s.b',
      W_sy: 's → y',
      W_hi: 'x → i.control',
      pass: 'h → i.signal',
      W_iy: 'i → y',
    },
    { training: { ...training, ...changes } },
  )

function sequences(): Sequence[] {
  return Array.from({ length: 12 }, (_, i) => {
    const random = stream(5, `team/${i}`)
    const length = 60 + random.integer(90)
    const numbers = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal())
    return { length, inputs: { x: numbers(5 * length) }, targets: { y: { values: numbers(3 * length), present: new Uint8Array(length).fill(1) } } }
  })
}

interface Hired {
  readonly threadHost: ThreadHost
  readonly workers: Worker[]
  readonly exits: Promise<number>[]
}

const clock = { stop: () => undefined, now: () => performance.now() }

/** Threads of which the first fails after so many pieces of work. */
function hire(helpers: number, failAfter?: number, how = 'with a word'): Hired {
  const exits: Promise<number>[] = []
  const workers: Worker[] = []
  return {
    exits,
    workers,
    threadHost: {
      extra: helpers,
      ...clock,
      stop: () => workers.forEach((worker) => void worker.terminate()),
      start(jobs) {
        for (const [i, job] of jobs.entries()) {
          const fails = failAfter !== undefined && i === 0
          const worker = new Worker(fails ? broken : program, { workerData: { job }, env: { FAIL_AFTER: String(failAfter), HOW: how } })
          workers.push(worker)
          worker.on('error', () => undefined)
          exits.push(new Promise((resolve) => worker.once('exit', resolve)))
        }
      },
    },
  }
}

async function trainerOf(document: GraphDocument, threadHost: ThreadHost): Promise<Trainer> {
  const trainer = Trainer.make(modelOf(document), dataset(sequences()), threadHost)
  if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
  while (trainer.threads && !trainer.threads.ready) await new Promise((resolve) => setTimeout(resolve, 5))
  return trainer
}

/** Runs to the end, or until so many epochs have ended. */
function run(trainer: Trainer, epochs = Infinity): void {
  for (;;) {
    const progress = trainer.next()
    if (progress.kind === 'failed') throw new Error(progress.problem.message)
    if (progress.kind === 'done' || trainer.epoch >= epochs) return
  }
}

const weightsOf = ({ model: { store } }: Trainer): [string, Float64Array][] => store.declarations.map(({ name }) => [name, store.read(name)])

async function train(document: GraphDocument, helpers: number): Promise<{ weights: [string, Float64Array][]; ready: boolean }> {
  const { threadHost, exits } = hire(helpers)
  const trainer = await trainerOf(document, threadHost)
  const ready = trainer.threads?.ready ?? false
  const asked = vi.spyOn(ProgramThreads.prototype, 'run')
  run(trainer)
  trainer.dispose()
  // Work that is too small to be shared would test nothing.
  expect(asked.mock.results.some(({ value }) => value === true)).toBe(helpers > 0)
  asked.mockRestore()
  expect(await Promise.all(exits)).toEqual(exits.map(() => 0))
  return { ready, weights: weightsOf(trainer) }
}

describe('threads that train together', () => {
  it.each([
    ['whole sequences, float32', {}],
    ['whole sequences, float64', { precision: 'float64' }],
    ['with the gradient-norm regularizer', { regularize: { gradientNorm: 0.5 }, epochs: 1 }],
  ] as [string, TrainingSpec][])(
    'give the bits of one: %s',
    async (_, changes) => {
      const document = mixed(changes)
      const alone = await train(document, 0)
      expect(alone.ready).toBe(false)
      for (const helpers of [1, 2]) {
        const together = await train(document, helpers)
        expect(together.ready).toBe(true)
        expect(together.weights).toEqual(alone.weights)
      }
    },
    60_000,
  )

  it('receive nothing that cannot be posted to another thread, whatever the model was made with', () => {
    const model = new Model(modelOf(mixed({ epochs: 1 })).network, { positions: () => undefined, given: {}, relaxed: false })
    const posted: unknown[] = []
    const trainer = Trainer.make(model, dataset(sequences()), {
      ...clock,
      extra: 1,
      start: (jobs) => posted.push(...jobs.map(({ memory: _, ...job }) => structuredClone(job))),
    })
    expect(trainer).toBeInstanceOf(Trainer)
    expect(posted.map((job) => Object.keys((job as { options: object }).options))).toEqual([['precision', 'relaxed']])
  })

  it('are a single one if no worker starts', () => {
    const trainer = Trainer.make(modelOf(mixed({ epochs: 1 })), dataset(sequences()), { ...clock, extra: 1, start: () => undefined })
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    for (let kind = ''; kind !== 'done'; ) ({ kind } = trainer.next())
    expect(trainer.threads?.count).toBe(1)
  })

  it('fall back to one after a failure, and training continues to the same numbers', () => {
    const document = draw(
      { x: { type: 'input', size: 5 }, h: { type: 'layer', size: 64 }, c: { type: 'context' }, y: { type: 'output', size: 3 } },
      { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
      { training: { ...training, epochs: 1 } },
    )
    /** Reports that it is ready, and then that it has failed. */
    const threadHost: ThreadHost = {
      ...clock,
      extra: 1,
      start: ([job]) => {
        const control = new Int32Array(job!.memory.buffer, job!.control, CONTROL_WORDS)
        Atomics.store(control, READY, 1)
        Atomics.store(control, FAILED, 1)
        Atomics.store(control, ENDED, 1)
      },
    }
    const finish = (helped?: ThreadHost): [string, Float64Array][] => {
      const trainer = Trainer.make(modelOf(document), dataset(sequences()), helped)
      if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
      if (helped) {
        expect(trainer.threads?.count).toBe(2)
        expect(trainer.next().kind).toBe('update')
        expect(trainer.threads?.count).toBe(1)
        expect(trainer.threadsFailed).toBe(true)
      }
      for (let kind = ''; kind !== 'done'; ) ({ kind } = trainer.next())
      const { store } = trainer.model
      return store.declarations.map(({ name }) => [name, store.read(name)])
    }
    expect(finish(threadHost)).toEqual(finish())
  })

  it.each([
    ['in the first epoch', 1, {}],
    ['among three', 5, {}],
    ['in a later epoch', 10, { optimizer: { kind: 'rmsprop' } }],
  ] as [string, number, TrainingSpec][])(
    'end in the same bits if one fails during work: %s',
    async (name, after, changes) => {
      const document = mixed({ epochs: 4, ...changes })
      const alone = await train(document, 0)
      const { threadHost, exits } = hire(name === 'among three' ? 2 : 1, after)
      const trainer = await trainerOf(document, threadHost)
      expect(trainer.threads?.ready).toBe(true)
      run(trainer)
      expect(trainer.threadsFailed).toBe(true)
      expect(trainer.threads?.count).toBe(1)
      expect(weightsOf(trainer)).toEqual(alone.weights)
      expect((await Promise.all(exits))[0]).toBe(1)
    },
    60_000,
  )

  it.each([
    ['alone', 1],
    ['among three', 2],
  ] as const)(
    'end in the same bits if one is killed while it computes: %s',
    async (_, helpers) => {
      quickly()
      const document = mixed({ epochs: 3 })
      const alone = await train(document, 0)
      const { threadHost, exits } = hire(helpers, 7, 'silently')
      const trainer = await trainerOf(document, threadHost)
      run(trainer)
      expect(trainer.threadsFailed).toBe(true)
      expect(weightsOf(trainer)).toEqual(alone.weights)
      await Promise.all(exits)
    },
    60_000,
  )

  it('end in the same bits if one is killed while it waits', async () => {
    quickly()
    const document = mixed({ epochs: 3 })
    const alone = await train(document, 0)
    const { threadHost, exits, workers } = hire(2)
    const trainer = await trainerOf(document, threadHost)
    run(trainer, 1)
    expect(trainer.threadsFailed).toBe(false)
    await workers[0]!.terminate()
    run(trainer)
    expect(trainer.threadsFailed).toBe(true)
    expect(weightsOf(trainer)).toEqual(alone.weights)
    await Promise.all(exits)
  }, 60_000)

  it('can be fewer or more after a restart, with the bits of an uninterrupted run', async () => {
    const document = mixed({ epochs: 3 })
    const { weights } = await train(document, 0)
    for (const [before, after] of [
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const first = hire(before)
      const trainer = await trainerOf(document, first.threadHost)
      run(trainer, 1)
      const saved = JSON.stringify(trainer.checkpoint())
      trainer.dispose()
      const second = hire(after)
      const again = await trainerOf(document, second.threadHost)
      expect(again.resume(readCheckpoint(JSON.parse(saved)) as Checkpoint)).toBeUndefined()
      run(again)
      again.dispose()
      expect(weightsOf(again), `${before + 1} threads, then ${after + 1}`).toEqual(weights)
      await Promise.all([...first.exits, ...second.exits])
    }
  }, 60_000)
})
