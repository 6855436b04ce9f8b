import type { Program } from '../../compile/program'
import type { Dataset, Part } from '../../data/types'
import { Collector } from '../../learn/model/collect'
import { loss } from '../../learn/model/loss'
import type { Model } from '../../learn/model/model'
import { forcedUntil } from '../../learn/evaluate/passes'
import type { FoundMoment } from '../moment'
import type { Signal } from '../streams'
import { FRAME_STEPS, watchedPorts } from '../trail'

/** Maximum number of values kept of a sequence; of a longer one, only the steps around the chosen one are kept. */
const KEPT = 4_000_000

interface KeptRun {
  readonly part: Part
  readonly index: number
  /** The steps that are kept, [first, end). */
  readonly first: number
  readonly end: number
  readonly ports: ReadonlyMap<string, { readonly units: number; readonly values: Float32Array }>
  /** Loss of each step; NaN without a target, and in the washout. */
  readonly losses: Float32Array
}

/** [first, end) of a window of steps. */
export type Window = readonly [first: number, end: number]

/**
 * Runs one sequence forward as in evaluation (no dropout, no noise, teacher forcing as `teacherForcing` says), piece by
 * piece, and keeps the values of the watched ports.
 */
export class HeldRun {
  private readonly collector: Collector
  private readonly all: ReturnType<typeof watchedPorts>
  private kept: KeptRun | undefined

  constructor(
    private readonly model: Model,
    private readonly dataset: Dataset,
  ) {
    const every = [...dataset.train, ...dataset.validation, ...dataset.test, ...(dataset.series ? [dataset.series] : [])]
    this.collector = Collector.over(model, every, { forcing: false })
    this.all = watchedPorts(model)
  }

  /** The names that are ports, and all outputs, which are always kept. */
  private portsOf(names: Iterable<string>): string[] {
    return [...new Set([...names, ...this.model.network.outputs.map(({ id }) => id)])].filter((name) => this.all.has(name))
  }

  /** Whether the kept values cover these steps of these ports. */
  has({ part, index }: FoundMoment, names: Iterable<string>, [first, end]: Window): boolean {
    const { kept } = this
    return kept?.part === part && kept.index === index && kept.first <= first && kept.end >= end && this.portsOf(names).every((name) => kept.ports.has(name))
  }

  /** Runs the sequence at a place, and keeps the steps around it. */
  *running({ part, index, step, sequence, passes }: FoundMoment, names: Iterable<string>): Generator<void, void, void> {
    const { model, collector } = this
    const ports = this.portsOf(names).map((name) => ({ name, ...this.all.get(name)! }))
    const room = Math.max(4 * FRAME_STEPS, Math.floor(KEPT / ports.reduce((sum, { units }) => sum + units, 1)))
    const first = Math.max(0, Math.min(step - Math.floor(room / 2), sequence.length - room))
    const end = Math.min(sequence.length, first + room)
    const values = new Map(ports.map(({ name, units }) => [name, { units, values: new Float32Array((end - first) * units) }]))
    const losses = new Float32Array(end - first).fill(Number.NaN)
    const { washout } = model.network.training
    for (const pass of passes) {
      const [from, last] = [Math.max(first, pass.first), Math.min(end, pass.end)]
      if (from >= last) continue
      const length = model.network.backwardInTime ? pass.length : last
      const see = (program: Program, begin: number, stop: number): void => {
        const { tape, kernels } = program
        const view = kernels.view()
        for (let s = begin; s < stop; s++) {
          const t = tape.base + s
          if (t < from || t >= last) continue
          const row = tape.rowStart[s]!
          for (const { name, slot, units } of ports) {
            const at = program.value(slot) / kernels.bytes + row * slot.size
            values.get(name)!.values.set(view.subarray(at, at + units), (t - first) * units)
          }
          if (t >= washout && model.network.outputs.some(({ id }) => program.targets(id).present[row]))
            losses[t - first] = loss(program, s, s + 1, { firstSequence: 0, endSequence: 1, washout }, false)
        }
      }
      yield* collector.running(length < sequence.length ? { ...sequence, length } : sequence, {}, see, pass.forcedUntil)
    }
    this.kept = { part, index, first, end, ports: values, losses }
  }

  /** Finds the sequence of a part with the highest loss per step; undefined if none has a target. */
  *worst(part: Part): Generator<void, { readonly index: number; readonly loss: number } | undefined, void> {
    const { model, dataset, collector } = this
    const { training } = model.network
    const { washout } = training
    let worst: { index: number; loss: number } | undefined
    for (const [index, sequence] of dataset[part].entries()) {
      let sum = 0
      const see = (program: Program, first: number, end: number): void => {
        sum += loss(program, first, end, { firstSequence: 0, endSequence: 1, washout }, false)
      }
      yield* collector.running(sequence, {}, see, forcedUntil(training, part))
      const mean = sum / Math.max(1, sequence.length - washout)
      if (!worst || mean > worst.loss) worst = { index, loss: mean }
      yield
    }
    return worst
  }

  /** The values of ports over a window of steps, all in one array; undefined for a name that is not a port. */
  signals({ sequence, step }: FoundMoment, names: readonly string[], [first, end]: Window): (Signal | undefined)[] {
    const { kept, dataset } = this
    const steps = end - first
    const found = names.map((name) => kept?.ports.get(name))
    const all = new Float32Array(found.reduce((sum, port) => sum + (port?.units ?? 0) * steps, 0))
    const { axis } = dataset
    const labels = axis && sequence.labels ? { labels: sequence.labels.slice(first, end), axis } : {}
    let at = 0
    return found.map((port) => {
      if (!port) return undefined
      const { units } = port
      const values = all.subarray(at, (at += units * steps))
      values.set(port.values.subarray((first - kept!.first) * units, (end - kept!.first) * units))
      return { units, steps, room: steps, values, step: end - 1, at: step - first, ...labels }
    })
  }

  /** Values of all outputs at a place, length × size each; NaN where they are not kept. */
  outputs({ part, index, sequence }: FoundMoment): Readonly<Record<string, Float64Array>> | undefined {
    const { kept } = this
    if (kept?.part !== part || kept.index !== index) return undefined
    return Object.fromEntries(
      this.model.network.outputs.map(({ id, size }) => {
        const all = new Float64Array(sequence.length * size).fill(Number.NaN)
        const { units, values } = kept.ports.get(id)!
        for (let t = kept.first; t < kept.end; t++) all.set(values.subarray((t - kept.first) * units, (t - kept.first + 1) * units), t * size)
        return [id, all]
      }),
    )
  }

  /** The mean of each unit of a port over the steps that are kept; undefined for a name that is not a port. */
  means(name: string): Float64Array | undefined {
    const port = this.kept?.ports.get(name)
    if (!port) return undefined
    const { units, values } = port
    const sums = new Float64Array(units)
    values.forEach((v, i) => (sums[i % units]! += v))
    return sums.map((sum) => sum / (values.length / units))
  }

  /** The values of a port at a step; undefined if they are not kept. */
  valuesAt(name: string, step: number): Float32Array | undefined {
    const { kept } = this
    const port = kept?.ports.get(name)
    return port && step >= kept!.first && step < kept!.end
      ? port.values.subarray((step - kept!.first) * port.units, (step - kept!.first + 1) * port.units)
      : undefined
  }

  lossAt(step: number): number | undefined {
    const found = this.kept?.losses[step - this.kept.first]
    return found === undefined || Number.isNaN(found) ? undefined : found
  }
}
