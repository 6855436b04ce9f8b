import type { Evaluation } from '../learn/evaluate'
import type { Trainer } from '../learn/trainer'
import type { Dataset, Part, Sequence } from '../data/types'
import type { Model } from '../learn/model'
import type { FrameMessage, PredictionTrace } from './protocol'

/** Columns of a node's heatmap, and the most units that are shown. */
export const FRAME_STEPS = 64
export const FRAME_UNITS = 64

/** Longest trace of a prediction that goes to the screen; a longer series is thinned to every k-th step. */
const TRACE_STEPS = 4_000

/** The first out port of every node, and the opening of gates as `node.port`, over the last steps before the cursor, straight from the tape. */
export function signals(model: Model, trainer: Trainer, cursor: number): FrameMessage['signals'] {
  const { tape } = trainer.program
  const { lowered } = model.network
  const view = model.kernels.view()
  const end = Math.min(cursor + 1, tape.steps)
  const first = Math.max(0, end - FRAME_STEPS)
  const found: Record<string, { units: number; steps: number; values: Float32Array }> = {}
  for (const node of model.network.nodes)
    for (const [i, port] of node.type.outputs.entries()) {
      if (i > 0 && port.flow !== 'gate') continue
      const slot = lowered.ports.get(`${node.id}.${port.name}`)
      if (!slot) continue
      const units = Math.min(slot.size, FRAME_UNITS)
      const steps = end - first
      const values = new Float32Array(units * steps)
      const base = trainer.program.value(slot) / model.kernels.bytes
      for (let s = first; s < end; s++) {
        const row = base + tape.rowStart[s]! * slot.size
        for (let u = 0; u < units; u++) values[(s - first) * units + u] = view[row + u]!
      }
      found[i === 0 ? node.id : `${node.id}.${port.name}`] = { units, steps, values }
    }
  return found
}

/** By edge: √(Σ w² / entries) of its weights. */
export function norms(model: Model): Record<string, number> {
  const { store, kernels } = model
  const found: Record<string, number> = {}
  for (const { name, edge } of model.network.parameters)
    if (edge) found[edge] = Math.sqrt(kernels.sumOfSquares(store.count(name), store.address(name)) / store.count(name))
  return found
}

/** Target against prediction in the units of the data: the whole series, or the first sequence of each part. */
export function predictions(model: Model, dataset: Dataset, evaluation: Evaluation): PredictionTrace[] {
  const { series } = dataset
  const outputs = evaluation.series
  if (!series || !outputs) return []
  return model.network.outputs.flatMap(({ id, size, loss }) => {
    if (loss === 'cross-entropy') return []
    const ahead = model.network.nodes.find((n) => n.id === id)!.number('ahead')
    return Array.from({ length: Math.min(size, 4) }, (_, unit) => trace(dataset, series, { id, unit, size, ahead }, outputs[id]!))
  })
}

function trace(
  dataset: Dataset, series: Sequence, output: { id: string; unit: number; size: number; ahead: number }, y: Float64Array,
): PredictionTrace {
  const { id, unit, size, ahead } = output
  const { mean = 0, deviation = 1, column = '' } = dataset.units[id]?.[unit] ?? {}
  const stride = Math.max(1, Math.ceil(series.length / TRACE_STEPS))
  const length = Math.ceil(series.length / stride)
  const target = new Float32Array(length).fill(Number.NaN)
  const prediction = new Float32Array(length)
  const labels = new Float64Array(length)
  const d = series.targets[id]
  const bounds: { part: Part; first: number; end: number }[] = []
  const names: readonly Part[] = ['train', 'validation', 'test']
  for (let k = 0; k < length; k++) {
    const t = k * stride
    prediction[k] = y[t * size + unit]! * deviation + mean
    if (d?.present[t]) target[k] = d.values[t * size + unit]! * deviation + mean
    // A prediction stands at the step that it is of, not at the step that it was made.
    const own = series.labels?.[t] ?? t
    labels[k] = series.labels?.[t + ahead] ?? own + ahead
    const part = names[series.parts?.[t] ?? 0]
    const last = bounds[bounds.length - 1]
    if (part && last?.part === part) last.end = k + 1
    else if (part) bounds.push({ part, first: k, end: k + 1 })
  }
  return { output: id, column, target, prediction, labels, parts: bounds }
}
