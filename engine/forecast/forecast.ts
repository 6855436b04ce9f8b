import { least } from '../base/lists'
import { problem, type Problem } from '../base/problem'
import { stream, type RandomStream } from '../base/random'
import type { Output } from '../compile/network'
import type { Program } from '../compile/program'
import type { Slot } from '../contract/op'
import type { ClassColumn, Dataset, Sequence, Unit } from '../data/types'
import { Model } from '../learn/model/model'
import { loopOf, type Loop, type Pair } from './pairs'

export interface ForecastOptions {
  /** Steps in closed loop. */
  readonly steps: number
  /** Steps of the data before them; by default all. */
  readonly from?: number
  /** Step up to which targets replace outputs, where `teacherForcing` names them; by default `from`. */
  readonly forcedUntil?: number
  /** Values beyond the end of the data for inputs that no output feeds, by input id, one row per step. */
  readonly beyond?: Sequence['inputs']
  /** Softmax temperature for drawing categories; 0 takes the most probable one. */
  readonly temperature?: number
  readonly seed?: number
  /** Number of the path; each has a random stream of its own. */
  readonly path?: number
  /**
   * Residuals d − y by output, one row per step. A random one is added to each value beyond the data, to sample a
   * possible value.
   */
  readonly residuals?: Readonly<Record<string, Float64Array>>
}

/** The outputs, steps × size by output id, in the network's units; `inUnits` converts them to those of the data. */
export interface Forecast {
  readonly values: Readonly<Record<string, Float64Array>>
  /** By paired output with categories: the category fed back at each step, by column. */
  readonly drawn: Readonly<Record<string, readonly (readonly number[])[]>>
}

/**
 * Runs the network over a sequence and continues without data: at step t a paired input receives its output's value
 * from `lag` steps before, converted to the data's units. Categories are fed back one-hot: the most probable one, or
 * one drawn from softmax(net/τ).
 */
export function forecast(model: Model, dataset: Dataset, sequence: Sequence, options: ForecastOptions): Forecast | Problem {
  const { network } = model
  if (network.backwardInTime) {
    const nodes = [...new Set(network.lowered.ops.flatMap((op) => (op.backwardInTime ? [op.node] : [])))]
    return problem('forward-time-needed', 'forward-time-needed', { nodes: nodes.join(', ') }, { nodes })
  }
  const loop = loopOf(network)
  if ('code' in loop) return loop
  const { steps, from = sequence.length, forcedUntil = from } = options
  const extended = extend(model, sequence, loop, from, options)
  if ('code' in extended) return extended
  const capacity = { steps: Math.max(1, Math.min(from + steps, CHUNK + network.longestDelay)), sequences: 1, keep: network.longestDelay, adjoints: false }
  const tooLarge = Model.tooLarge(network, capacity, model.kernels.precision)
  if (tooLarge) return tooLarge
  const program = model.bind(capacity)
  const feedback = new Feedback(dataset, network.outputs, loop, from, options)
  program.refresh()
  program.begin([extended])
  for (let t = 0; t < from; ) {
    const forced = t < forcedUntil
    const count = Math.min(CHUNK, from - t, forced ? forcedUntil - t : Infinity)
    program.mode.forcing = forced
    const first = program.advance(count)
    feedback.read(program, first, t, count)
    t += count
  }
  program.mode.forcing = false
  const values = Object.fromEntries(network.outputs.map(({ id, size }) => [id, new Float64Array(steps * size)]))
  for (let t = from; t < from + steps; t++) {
    feedback.feed(extended, t)
    const first = program.advance(1)
    feedback.read(program, first, t, 1)
    for (const { id, size } of network.outputs) values[id]!.set(feedback.said(id, t), (t - from) * size)
  }
  return { values, drawn: feedback.drawn }
}

const CHUNK = 512

/** Extends the sequence by the steps to forecast; returns a problem if an open input lacks values for them. */
function extend({ network }: Model, sequence: Sequence, { open }: Loop, from: number, { steps, beyond }: ForecastOptions): Sequence | Problem {
  const length = from + steps
  const inputs: Record<string, Float64Array> = {}
  const missing: string[] = []
  for (const { id, size } of network.inputs) {
    const values = (inputs[id] = new Float64Array(length * size))
    values.set(sequence.inputs[id]!.subarray(0, Math.min(length, sequence.length) * size))
    const needed = length - sequence.length
    if (!open.includes(id) || needed <= 0) continue
    const more = beyond?.[id]
    if (!more || more.length < needed * size) missing.push(id)
    else values.set(more.subarray(0, needed * size), sequence.length * size)
  }
  if (missing.length > 0) {
    const columns = missing.flatMap((id) => (network.document.nodes[id]!.columns as string[] | undefined) ?? [id])
    const rows = beyond ? least(missing.map((id) => (beyond[id]?.length ?? 0) / network.inputs.find((input) => input.id === id)!.size)) : 0
    return problem(
      'closed-loop-open',
      'closed-loop-open',
      { inputs: missing.join(', '), columns: columns.join(', '), steps: length - sequence.length, rows },
      { nodes: missing, path: '/data/closedLoop' },
    )
  }
  return { length, inputs, targets: sequence.targets }
}

/** Recent outputs, and their conversion to inputs. */
class Feedback {
  /** By paired output with categories: the category fed back at each step from `from` on, by column. */
  readonly drawn: Record<string, number[][]> = {}
  /** By output and step: its value, with a random residual in sampled paths. */
  private readonly values = new Map<string, Map<number, Float64Array>>()
  /** By paired output and step: the vector that it feeds back. */
  private readonly words = new Map<string, Map<number, Float64Array>>()
  private readonly random: RandomStream

  constructor(
    private readonly dataset: Dataset,
    private readonly outputs: readonly Output[],
    private readonly loop: Loop,
    private readonly from: number,
    private readonly options: ForecastOptions,
  ) {
    this.random = stream(options.seed ?? 0, `forecast.${options.path ?? 0}`)
    for (const { id } of outputs) this.values.set(id, new Map())
    for (const { output } of loop.pairs) this.words.set(output, new Map())
  }

  /** Reads the outputs of `count` steps from t on. */
  read(program: Program, first: number, t: number, count: number): void {
    const view = program.kernels.view()
    const { bytes } = program.kernels
    for (const { id, size, out, net } of this.outputs) {
      const lag = this.loop.pairs.find(({ output }) => output === id)?.lag ?? 1
      const values = this.values.get(id)!
      const words = this.words.get(id)
      for (let s = Math.max(0, count - lag); s < count; s++) {
        const row = program.tape.rowStart[first + s]! * size
        const vector = (slot: Slot): Float64Array =>
          Float64Array.from(view.subarray(program.value(slot) / bytes + row, program.value(slot) / bytes + row + size))
        // Predictions beyond the data are uncertain, including the first one that becomes an input.
        const value = this.uncertain(id, vector(out), t + s >= this.from - lag)
        values.set(t + s, value)
        values.delete(t + s - lag)
        words?.set(t + s, this.word(id, value, vector(net), t + s >= this.from))
        words?.delete(t + s - lag)
      }
    }
  }

  /** The value of an output at step t. */
  said(id: string, t: number): Float64Array {
    return this.values.get(id)!.get(t)!
  }

  /** Adds a random residual, if there are any. */
  private uncertain(id: string, y: Float64Array, beyond: boolean): Float64Array {
    const residuals = beyond ? this.options.residuals?.[id] : undefined
    if (!residuals || residuals.length === 0 || this.columnsOf(id)) return y
    const row = this.random.integer(residuals.length / y.length) * y.length
    return y.map((v, i) => v + residuals[row + i]!)
  }

  private columnsOf(id: string): readonly ClassColumn[] | undefined {
    const { classes } = this.dataset
    return classes && Object.hasOwn(classes, id) ? classes[id] : undefined
  }

  /** The vector that an output feeds back: its value, or one category per column. */
  private word(id: string, value: Float64Array, nets: ArrayLike<number>, free: boolean): Float64Array {
    const columns = this.columnsOf(id)
    if (!columns) return value
    const word = new Float64Array(value.length)
    let at = 0
    const drawn = columns.map(({ categories }) => {
      const chosen = draw(nets, value, at, categories.length, this.options.temperature ?? 0, this.random)
      word[at + chosen] = 1
      at += categories.length
      return chosen
    })
    if (free) (this.drawn[id] ??= []).push(drawn)
    return word
  }

  /** Writes the inputs of step t. */
  feed(sequence: Sequence, t: number): void {
    for (const pair of this.loop.pairs) {
      const word = this.words.get(pair.output)!.get(t - pair.lag)
      const target = sequence.inputs[pair.input]!
      if (word) target.set(this.converted(pair, word), t * word.length)
    }
  }

  /** Converts from the units of the output's columns to those of the input's. */
  private converted({ input, output }: Pair, word: Float64Array): Float64Array {
    const { units } = this.dataset
    const from: readonly Unit[] | undefined = Object.hasOwn(units, output) ? units[output] : undefined
    const to: readonly Unit[] | undefined = Object.hasOwn(units, input) ? units[input] : undefined
    if (!from || !to) return word
    return word.map((v, i) => (v * from[i]!.deviation + from[i]!.mean - to[i]!.mean) / to[i]!.deviation)
  }
}

/** Draws a category from softmax(net/τ), or takes the most probable one if τ = 0. */
function draw(nets: ArrayLike<number>, y: Float64Array, at: number, count: number, temperature: number, random: RandomStream): number {
  let best = 0
  for (let i = 1; i < count; i++) if (y[at + i]! > y[at + best]!) best = i
  if (temperature === 0) return best
  let most = -Infinity
  for (let i = 0; i < count; i++) most = Math.max(most, nets[at + i]!)
  const weights = Array.from({ length: count }, (_, i) => Math.exp((nets[at + i]! - most) / temperature))
  let left = random.uniform() * weights.reduce((sum, w) => sum + w, 0)
  for (let i = 0; i < count; i++) if ((left -= weights[i]!) < 0) return i
  return best
}
