import { byId } from '../base/by-id'
import { append, least } from '../base/lists'
import { finish, type Pieces } from '../base/resumable'
import { problem, type Problem } from '../base/problem'
import type { Program } from '../compile/program'
import type { Dataset, Sequence } from '../data/types'
import { limits } from '../document/limits'
import { Model } from '../learn/model/model'
import { Feedback, type Drawing } from './feedback'
import { loopOf, type Loop } from './pairs'

export interface ForecastOptions extends Drawing {
  /** Steps in closed loop. */
  readonly steps: number
  /** Step at which the closed loop begins; by default the end of the data. */
  readonly from?: number
  /** Values beyond the end of the data for inputs that no output feeds, by input id, one row per step. */
  readonly beyond?: Sequence['inputs'] | undefined
  /** Number of sampled paths besides the forecast; only these add `residuals`. */
  readonly paths?: number
  /** Whether to also run over all data with true inputs and targets. */
  readonly forced?: boolean
}

/** The outputs, steps × size by output id, in the network's units; `inUnits` converts them to those of the data. */
type Values = Readonly<Record<string, Float64Array>>

export interface Forecast {
  readonly values: Values
  /** By paired output with categories: the category fed back at each step, by column. */
  readonly drawn: Readonly<Record<string, readonly (readonly number[])[]>>
  /** Sampled paths. */
  readonly paths: readonly Values[]
  /** The outputs of the last steps before it, up to as many as they predict ahead: of the forecast, then of each path. They predict the first rows beyond. */
  readonly before: readonly Values[]
  /** The outputs over the data with true inputs, and with true targets for outputs in `teacherForcing`. */
  readonly forced?: Values
}

const CHUNK = 512
/** Steps in closed loop per piece, and paths per batch. */
const PIECE = 32
const ABREAST = 50

/**
 * Runs the network over a sequence and continues without data: at step t a paired input receives its output's value
 * from `lag` steps before, converted to the data's units. Categories are fed back one-hot: the most probable one, or
 * one drawn from softmax(net/τ).
 */
export const forecast = (...args: Parameters<typeof forecasting>): Forecast | Problem => finish(forecasting(...args))

/** As `forecast`, in pieces. */
export function* forecasting(model: Model, dataset: Dataset, sequence: Sequence, options: ForecastOptions): Pieces<Forecast | Problem> {
  const { network, arena } = model
  if (network.backwardInTime) {
    const nodes = [...new Set(network.lowered.ops.flatMap((op) => (op.backwardInTime ? [op.node] : [])))]
    return problem('forward-time-needed', 'forward-time-needed', { nodes: nodes.join(', ') }, { nodes })
  }
  const found = loopOf(network)
  if ('code' in found) return found
  const loop: Loop = found
  const { steps, from = sequence.length, paths = 0 } = options
  const over = tooMuch(model, steps, paths)
  if (over) return over
  const rows = beyond(model, sequence, loop, from, options)
  if ('code' in rows) return rows
  const continued: Sequence = rows
  const keep = network.longestDelay
  const alone = { steps: keep + CHUNK, sequences: 1, keep, adjoints: false }
  const abreast = { ...alone, steps: keep + PIECE, sequences: Math.min(ABREAST, paths) }
  const tooLarge = [alone, abreast]
    .map((capacity) => Model.tooLarge(network, capacity, model.kernels.precision, model.originBytes))
    .find((found) => found !== undefined)
  if (tooLarge) return tooLarge
  const end = options.forced ? Math.max(from, sequence.length) : from
  // All paths share one run over the past, so its work counts once.
  const work = end + steps * (1 + paths)
  let done = 0
  const mark = arena.mark()
  try {
    const { residuals: _, ...plain } = options
    const span = [from, from + steps] as const
    const feedbacks = Array.from({ length: 1 + paths }, (__, path) => new Feedback(dataset, network.outputs, loop, span, path === 0 ? plain : options, path))
    const forced = options.forced ? room(model, end) : undefined
    const past = model.bind(alone)
    past.refresh()
    past.begin([{ ...sequence, length: end }])
    past.mode.forcing = true
    function* overData(first: number, last: number, see?: (local: number, t: number, count: number) => void): Pieces<void> {
      for (let t = first; t < last; ) {
        const count = Math.min(CHUNK, last - t)
        const local = past.advance(count)
        if (forced) collect(past, local, count, forced, t)
        see?.(local, t, count)
        t += count
        done += count
        yield done / work
      }
    }
    yield* overData(0, from, (local, t, count) => feedbacks.forEach((feedback) => feedback.read(past, local, t, count)))
    const before = feedbacks.map((feedback) => feedback.before())

    function* free(program: Program, own: readonly Feedback[], found: readonly Values[]): Pieces<void> {
      const batch = own.map(() => copyOf(continued, loop))
      program.refresh()
      program.resume(past, batch)
      for (let t = from; t < from + steps; t++) {
        own.forEach((feedback, b) => feedback.feed(batch[b]!, t))
        const local = program.advance(1)
        own.forEach((feedback, b) => {
          feedback.read(program, local, t, 1, b)
          for (const { id, size } of network.outputs) found[b]![id]!.set(feedback.outputAt(id, t), (t - from) * size)
        })
        done += own.length
        if ((t - from) % PIECE === PIECE - 1) yield done / work
      }
    }
    const values = room(model, steps)
    yield* free(model.bind(alone), [feedbacks[0]!], [values])
    const sampled: Values[] = []
    if (paths > 0) {
      const many = model.bind(abreast)
      for (let p = 0; p < paths; p += ABREAST) {
        const own = feedbacks.slice(1 + p, 1 + Math.min(paths, p + ABREAST))
        const found = own.map(() => room(model, steps))
        yield* free(many, own, found)
        append(sampled, found)
      }
    }
    for (const found of [values, ...sampled])
      for (const { id, size } of network.outputs) {
        const wrong = found[id]!.findIndex((value) => !Number.isFinite(value))
        if (wrong >= 0)
          return problem('not-finite', 'forecast-not-finite', { node: id, step: Math.floor(wrong / size), got: String(found[id]![wrong]) }, { nodes: [id] })
      }
    // Continue with true inputs to the end of the data.
    yield* overData(from, end)
    return { values, drawn: feedbacks[0]!.drawn, paths: sampled, before, ...(forced ? { forced } : {}) }
  } finally {
    arena.release(mark)
  }
}

function tooMuch({ network }: Model, steps: number, paths: number): Problem | undefined {
  const numbers = steps * (1 + paths) * network.outputs.reduce((sum, { size }) => sum + size, 0)
  return numbers > limits.forecast ? problem('limit-exceeded', 'forecast-over', { numbers, steps, paths, limit: limits.forecast }) : undefined
}

const room = ({ network }: Model, steps: number): Record<string, Float64Array> =>
  Object.fromEntries(network.outputs.map(({ id, size }) => [id, new Float64Array(steps * size)]))

/** Stores the outputs of `count` steps of a single sequence. */
function collect(program: Program, local: number, count: number, found: Values, t: number): void {
  const { kernels, tape, network } = program
  const view = kernels.view()
  for (const { id, size, out } of network.outputs) {
    const at = program.value(out) / kernels.bytes + tape.rowStart[local]! * size
    found[id]!.set(view.subarray(at, at + count * size), t * size)
  }
}

/** Returns the inputs from step `from` on: known values, and zeros for inputs that outputs feed; a problem if an open input lacks values. */
function beyond({ network }: Model, sequence: Sequence, { open }: Loop, from: number, { steps, beyond: given }: ForecastOptions): Sequence | Problem {
  const inputs = byId<Float64Array>()
  const missing: string[] = []
  const needed = Math.max(0, from + steps - sequence.length)
  for (const { id, size } of network.inputs) {
    const values = (inputs[id] = new Float64Array(steps * size))
    values.set(sequence.inputs[id]!.subarray(from * size, Math.min(from + steps, sequence.length) * size))
    if (!open.includes(id) || needed === 0) continue
    const more = given?.[id]
    if (!more || more.length < needed * size) missing.push(id)
    else values.set(more.subarray(0, needed * size), (steps - needed) * size)
  }
  if (missing.length > 0) {
    const columns = missing.flatMap((id) => (network.document.nodes[id]!.columns as string[] | undefined) ?? [id])
    const rows = given ? least(missing.map((id) => (given[id]?.length ?? 0) / network.inputs.find((input) => input.id === id)!.size)) : 0
    return problem(
      'closed-loop-open',
      'closed-loop-open',
      { inputs: missing.join(', '), columns: columns.join(', '), steps: needed, rows },
      { nodes: missing, path: '/data/closedLoop' },
    )
  }
  return { length: from + steps, offset: from, inputs, targets: byId() }
}

/** The same rows for another path, which writes the inputs that are fed back. */
const copyOf = (rows: Sequence, { pairs }: Loop): Sequence => ({
  ...rows,
  inputs: { ...rows.inputs, ...Object.fromEntries(pairs.map(({ input }) => [input, rows.inputs[input]!.slice()])) },
})
