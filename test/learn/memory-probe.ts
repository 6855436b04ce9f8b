import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import { everyRow, loss } from '../../engine/learn/model/loss'
import type { GraphDocument } from '../../engine/document/types'
import type { Sequence } from '../../engine/data/types'
import { Trainer } from '../../engine/learn/train/trainer'
import { modelOf } from '../documents'
import { dataset } from './helpers'

/** A measurement for a thread in which nothing else runs, so that its heap is only that of the engine. */
export type Probe =
  | { readonly kind: 'steps'; readonly document: GraphDocument; readonly steps: number; readonly window: number; readonly least: number; readonly runs: number }
  | { readonly kind: 'training'; readonly document: GraphDocument; readonly steps: number }
  | {
      readonly kind: 'epochs'
      readonly document: GraphDocument
      readonly steps: number
      readonly plain: boolean
      readonly least: number
      readonly runs: number
    }

export interface Found {
  /** Bytes that each run left on the heap without garbage collection; the last one is the first below `least`, if any was. */
  readonly grown: readonly number[]
  /** Bytes that a run left there after collecting: the first below `least`, otherwise the last. */
  readonly kept: number
  /** Bytes of the engine's own memory before and after. */
  readonly memory: readonly [before: number, after: number]
  readonly updates: number
}

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function long(length: number): Sequence {
  return {
    length,
    inputs: { x: Float64Array.from({ length: 2 * length }, (_, i) => Math.sin(i)) },
    targets: { y: { values: Float64Array.from({ length }, (_, i) => Math.cos(i)), present: new Uint8Array(length).fill(1) } },
  }
}

function heapOf(run: () => void): number {
  collect()
  const before = process.memoryUsage().heapUsed
  run()
  return process.memoryUsage().heapUsed - before
}

function measure(probe: Probe): Found {
  const model = modelOf(probe.document, probe.kind === 'epochs' ? { plain: probe.plain } : {})
  const bytes = (): number => model.arena.memory.buffer.byteLength
  const sequence = long(probe.steps)
  if (probe.kind !== 'steps') {
    const trainer = Trainer.make(model, dataset([sequence]))
    if (!(trainer instanceof Trainer)) throw new Error(trainer.message)
    const epoch = (): void => {
      for (let kind = ''; kind !== 'epoch'; ) ({ kind } = trainer.next())
    }
    if (probe.kind === 'epochs') epoch()
    const before = bytes()
    if (probe.kind === 'training') {
      const grown = [heapOf(epoch)]
      return { grown, kept: 0, memory: [before, bytes()], updates: trainer.updates }
    }
    // The compiler allocates at any time; memory that the engine keeps, it keeps in every run.
    let kept = Infinity
    for (let run = 0; run < probe.runs && !(kept < probe.least); run++)
      kept = heapOf(() => {
        epoch()
        collect()
      })
    return { grown: [], kept, memory: [before, bytes()], updates: trainer.updates }
  }
  const { window } = probe
  const program = model.bind({ steps: 4 * window, sequences: 1, keep: window, adjoints: true })
  program.refresh()
  const run = (): void => {
    program.begin([sequence])
    for (let t = 0; t < probe.steps; t += window) {
      const first = program.advance(window)
      program.clearAdjoints(first, first + window)
      loss(program, first, first + window, everyRow, true)
      program.backward(first, first + window)
    }
  }
  // Code that is not yet compiled makes an object of each number, and on a busy machine the compiler comes late: what
  // the engine itself allocates it allocates in every run.
  run()
  const before = bytes()
  const grown: number[] = []
  while (grown.length < probe.runs && !(grown.at(-1)! < probe.least)) grown.push(heapOf(run))
  return { grown, kept: 0, memory: [before, bytes()], updates: 0 }
}

parentPort?.postMessage(measure(workerData as Probe))
