import type { Evaluation, Sample } from '../learn/evaluate/evaluate'
import { placeAt } from '../data/continued'
import type { Dataset, Part, Sequence } from '../data/types'
import type { Model } from '../learn/model/model'
import type { Course, Norms, PatternTrace, Prediction, PredictionTrace, Signal } from './streams'
import { FRAME_STEPS, watchedPorts, type Trail } from './trail'
import type { Work } from './work'
import { lossOf } from '../kinds/losses'

/** Longest curve of predictions in a frame; longer series are thinned to every k-th step. */
const TRACE_STEPS = 4_000

/** Steps of a close-up, and how many of them precede the judged ones. */
const CLOSE_STEPS = 240
const CLOSE_BEFORE = 60

/** Longest curve whose steps can be distinguished without a close-up. */
const PLAIN_STEPS = 600

/**
 * Values of ports over the last steps before `end`, from the tape, and from the trail for steps that have left it;
 * undefined for unknown ports. All are views of one array, which can be transferred as a whole.
 */
export function signals(
  { model, trainer: { program }, dataset }: Pick<Work, 'model' | 'dataset'> & { readonly trainer: Pick<Work['trainer'], 'program'> },
  names: readonly string[],
  end: number,
  trail: Trail | undefined,
): (Signal | undefined)[] {
  const { tape } = program
  const view = model.kernels.view()
  const ports = watchedPorts(model)
  const room = Math.min(FRAME_STEPS, tape.lengths[0] ?? 0)
  const firstOf = (name: string): number => Math.max(trail?.from(name) ?? tape.base, end - FRAME_STEPS)
  const all = new Float32Array(names.reduce((sum, name) => sum + (ports.get(name)?.units ?? 0) * (end - firstOf(name)), 0))
  const labelled = new Map<number, Pick<Signal, 'labels' | 'axis'>>()
  let at = 0
  return names.map((name) => {
    const port = ports.get(name)
    if (!port) return undefined
    const { slot, units } = port
    const first = firstOf(name)
    const steps = end - first
    const values = all.subarray(at, (at += units * steps))
    const base = program.value(slot) / model.kernels.bytes
    for (let t = first; t < end; t++) {
      if (t < tape.base) {
        trail!.read(name, t, values, (t - first) * units)
        continue
      }
      const row = base + tape.rowStart[t - tape.base]! * slot.size
      for (let u = 0; u < units; u++) values[(t - first) * units + u] = view[row + u]!
    }
    let labels = labelled.get(first)
    if (!labels) labelled.set(first, (labels = shownLabels(dataset, first, steps)))
    return { units, steps, room, values, step: end - 1, ...labels }
  })
}

/** By edge: the Frobenius norm √(Σ w²) of its weights, and √(Σ w² / entries), their typical size. */
export function norms({ store, kernels, network }: Model): Norms {
  const found: Record<string, number> = {}
  const strengths: Record<string, number> = {}
  for (const { name, edge } of network.parameters) {
    if (!edge) continue
    const squares = kernels.sumOfSquares(store.count(name), store.address(name))
    found[edge] = Math.sqrt(squares)
    strengths[edge] = Math.sqrt(squares / store.count(name))
  }
  return { norms: found, strengths }
}

/** Most steps and classes of a pattern. */
const PATTERN_STEPS = 120
const PATTERN_UNITS = 64

/** Most steps shown of a binary output. */
const BITS = 60

/** Most units of an output shown as curves. */
const TRACES = 4

const partNames: readonly Part[] = ['train', 'validation', 'test']

/** Target and prediction in the units of the data: over the whole series, otherwise over the sampled sequence. */
export function predictions(
  model: Model,
  dataset: Dataset,
  evaluation: Evaluation | undefined,
  sample: (Omit<Sample, 'part'> & { readonly part?: Sample['part'] }) | undefined,
): Prediction[] {
  const { series } = dataset
  const shown = series && evaluation?.series ? { sequence: series, outputs: evaluation.series } : sample
  if (!shown) return []
  const { sequence, outputs } = shown
  const { washout } = model.network.training
  return model.network.outputs.flatMap(({ id, size, loss }): Prediction[] => {
    const ahead = model.network.nodes.find((n) => n.id === id)!.number('ahead')
    const output = { id, size, ahead, y: outputs[id]! }
    const probable = lossOf(loss).targets === 'probabilities'
    if (probable && size > 1) return [pattern(dataset, sequence, output, sample?.part)]
    // Single bits can be distinguished only if few steps are shown.
    if (probable) return [trace(dataset, sequence, { ...output, unit: 0 }, sample?.part, washout, judgedFrom(sequence, BITS))]
    return Array.from({ length: Math.min(size, TRACES) }, (_, unit) => trace(dataset, sequence, { ...output, unit }, sample?.part, washout))
  })
}

interface PredictedOutput {
  readonly id: string
  readonly size: number
  readonly ahead: number
  readonly y: Float64Array
}

/** Labels of the steps that `signals` shows, if training uses one series. */
function shownLabels({ axis, train }: Dataset, first: number, steps: number): Pick<Signal, 'labels' | 'axis'> {
  const labels = train.length === 1 ? train[0]!.labels : undefined
  return axis && labels && first >= 0 && first + steps <= labels.length ? { labels: labels.slice(first, first + steps), axis } : {}
}

interface Span {
  readonly from: number
  readonly steps: number
}

/** The first steps of the judged part: test, otherwise validation, otherwise training. */
function judgedFrom({ parts, length }: Sequence, most: number): Span & { readonly part: Part } {
  const judged = [2, 1, 0].find((part) => parts?.includes(part)) ?? 0
  const from = parts ? Math.max(0, parts.indexOf(judged)) : 0
  return { from, steps: Math.min(most, length - from), part: partNames[judged]! }
}

function pattern(dataset: Dataset, sequence: Sequence, { id, size, ahead, y }: PredictedOutput, sampled: Part | undefined): PatternTrace {
  const { from, steps, part } = judgedFrom(sequence, PATTERN_STEPS)
  const units = Math.min(size, PATTERN_UNITS)
  const target = new Float32Array(units * steps).fill(Number.NaN)
  const prediction = new Float32Array(units * steps)
  const d = sequence.targets[id]
  for (let s = 0; s < steps; s++)
    for (let u = 0; u < units; u++) {
      const at = (from + s) * size + u
      prediction[s * units + u] = y[at]!
      if (d?.present[from + s]) target[s * units + u] = d.values[at]!
    }
  const names = dataset.categories[id] ?? dataset.units[id]?.map(({ column }) => column) ?? []
  return {
    kind: 'pattern',
    output: id,
    names: names.slice(0, units),
    units,
    steps,
    from,
    part: sampled ?? part,
    labels: Float64Array.from({ length: steps }, (_, s) => placeAt(sequence, dataset.axis, from + s + ahead)),
    target,
    prediction,
    axis: dataset.axis,
  }
}

function trace(
  dataset: Dataset,
  series: Sequence,
  output: PredictedOutput & { unit: number },
  sampled: Part | undefined,
  washout: number,
  span: Span = { from: 0, steps: series.length },
): PredictionTrace {
  const { id, unit } = output
  const shown = (of: Span): Course => course(dataset, series, output, sampled, washout, of)
  return {
    kind: 'course',
    output: id,
    column: dataset.units[id]?.[unit]?.column ?? '',
    ...shown(span),
    ...(span.steps > PLAIN_STEPS ? { close: shown(closeUp(series)) } : {}),
  }
}

/** A range around the beginning of the judged part; the last steps if nothing precedes it. */
function closeUp(series: Sequence): Span {
  const { from } = judgedFrom(series, CLOSE_STEPS)
  const first = from === 0 ? series.length - CLOSE_STEPS : Math.min(from - CLOSE_BEFORE, series.length - CLOSE_STEPS)
  return { from: Math.max(0, first), steps: CLOSE_STEPS }
}

function course(
  dataset: Dataset,
  series: Sequence,
  { id, unit, size, ahead, y }: PredictedOutput & { unit: number },
  sampled: Part | undefined,
  washout: number,
  { from, steps }: Span,
): Course {
  const { mean = 0, deviation = 1 } = dataset.units[id]?.[unit] ?? {}
  const stride = Math.max(1, Math.ceil(steps / TRACE_STEPS))
  const length = Math.ceil(steps / stride)
  const target = new Float32Array(length).fill(Number.NaN)
  const prediction = new Float32Array(length).fill(Number.NaN)
  const labels = new Float64Array(length)
  const d = series.targets[id]
  const parts: { part: Part; first: number; end: number }[] = []
  for (let k = 0; k < length; k++) {
    const t = from + k * stride
    // Before the washout ends, a readout is neither fitted nor judged, and its predictions are usually far off.
    if (t >= washout) prediction[k] = y[t * size + unit]! * deviation + mean
    if (d?.present[t]) target[k] = d.values[t * size + unit]! * deviation + mean
    labels[k] = placeAt(series, dataset.axis, t + ahead) // where it predicts, not where it is made
    const part = sampled ?? partNames[series.parts?.[t] ?? 0]
    const last = parts[parts.length - 1]
    if (part && last?.part === part) last.end = k + 1
    else if (part) parts.push({ part, first: k, end: k + 1 })
  }
  return { from, stride, target, prediction, labels, parts, axis: dataset.axis }
}
