import { byId } from '../base/by-id'
import { stream, type RandomStream } from '../base/random'
import type { Output } from '../compile/output'
import type { Program } from '../compile/program'
import type { Slot } from '../contract/op'
import type { ClassColumn, Dataset, Sequence, Unit } from '../data/types'
import type { Loop, Pair } from './pairs'

/** How to draw categories and sampled values. */
export interface Drawing {
  /** Softmax temperature for drawing categories; 0 takes the most probable one. */
  readonly temperature?: number
  readonly seed?: number
  /**
   * Residuals d − y by output, one row per step. A random one is added to each value beyond the data, to sample a
   * possible value.
   */
  readonly residuals?: Readonly<Record<string, Float64Array>>
}

/** Keeps the recent outputs of one path, and converts them to inputs. */
export class Feedback {
  /** By paired output with categories: the category fed back at each step from `from` on, by column. */
  readonly drawn = byId<number[][]>()
  /** By output and step: its value, with a random residual in sampled paths. */
  private readonly values = new Map<string, Map<number, Float64Array>>()
  /** By paired output and step: the vector that it feeds back. */
  private readonly words = new Map<string, Map<number, Float64Array>>()
  private readonly random: RandomStream

  /**
   * @param path the number of the path, which selects its random stream.
   * @param span the steps in closed loop, [first, end).
   */
  constructor(
    private readonly dataset: Dataset,
    private readonly outputs: readonly Output[],
    private readonly loop: Loop,
    private readonly span: readonly [first: number, end: number],
    private readonly drawing: Drawing,
    path: number,
  ) {
    this.random = stream(drawing.seed ?? 0, `forecast.${path}`)
    for (const { id } of outputs) this.values.set(id, new Map())
    for (const { output } of loop.pairs) this.words.set(output, new Map())
  }

  /** Returns the outputs of the last steps before the closed loop, as many as it may need. */
  before(): Readonly<Record<string, Float64Array>> {
    const [from] = this.span
    const found = byId<Float64Array>()
    for (const { id, size } of this.outputs) {
      const known = [...this.values.get(id)!].filter(([t]) => t < from).sort(([a], [b]) => a - b)
      const rows = (found[id] = new Float64Array(known.length * size))
      known.forEach(([, value], k) => rows.set(value, k * size))
    }
    return found
  }

  /** Reads the outputs of `count` steps from step t on, of sequence number `sequence` on the tape; step t is at local step `first`. */
  read(program: Program, first: number, t: number, count: number, sequence = 0): void {
    const view = program.kernels.view()
    const { bytes } = program.kernels
    const [from, end] = this.span
    for (const { id, size, out, net } of this.outputs) {
      const lag = this.loop.pairs.find(({ output }) => output === id)?.lag ?? 1
      const values = this.values.get(id)!
      const words = this.words.get(id)
      // Predictions beyond the data are uncertain, including the first one that becomes an input.
      for (let s = Math.max(0, from - lag - t); s < count; s++) {
        const row = (program.tape.rowStart[first + s]! + sequence) * size
        const vector = (slot: Slot): Float64Array =>
          Float64Array.from(view.subarray(program.value(slot) / bytes + row, program.value(slot) / bytes + row + size))
        const value = this.uncertain(id, vector(out))
        values.set(t + s, value)
        values.delete(t + s - lag)
        words?.set(t + s, this.word(id, value, vector(net), t + s + lag < end))
        words?.delete(t + s - lag)
      }
    }
  }

  /** The value of an output at step t. */
  outputAt(id: string, t: number): Float64Array {
    return this.values.get(id)!.get(t)!
  }

  /** Adds a random residual, if there are any. */
  private uncertain(id: string, y: Float64Array): Float64Array {
    const residuals = this.drawing.residuals?.[id]
    if (!residuals || residuals.length === 0 || this.columnsOf(id)) return y
    const row = this.random.integer(residuals.length / y.length) * y.length
    return y.map((v, i) => v + residuals[row + i]!)
  }

  private columnsOf(id: string): readonly ClassColumn[] | undefined {
    const { classes } = this.dataset
    return classes && Object.hasOwn(classes, id) ? classes[id] : undefined
  }

  /** The vector that an output feeds back: its value, or one category per column. */
  private word(id: string, value: Float64Array, nets: ArrayLike<number>, fed: boolean): Float64Array {
    const columns = this.columnsOf(id)
    if (!columns) return value
    const word = new Float64Array(value.length)
    let at = 0
    const drawn = columns.map(({ categories }) => {
      const chosen = draw(nets, value, at, categories.length, this.drawing.temperature ?? 0, this.random)
      word[at + chosen] = 1
      at += categories.length
      return chosen
    })
    if (fed) (this.drawn[id] ??= []).push(drawn)
    return word
  }

  /** Writes the inputs of step t into a sequence that begins with the closed loop. */
  feed(sequence: Sequence, t: number): void {
    for (const pair of this.loop.pairs) {
      const word = this.words.get(pair.output)!.get(t - pair.lag)
      const target = sequence.inputs[pair.input]!
      if (word) target.set(this.converted(pair, word), (t - this.span[0]) * word.length)
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
