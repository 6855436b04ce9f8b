import { typeOf, wires, type Drawing, type Wire } from './drawing'
import { Evaluation, entriesOf, type Entry } from './evaluation'

export interface ReferenceResult {
  readonly loss: number
  readonly outputs: readonly Readonly<Record<string, Float64Array>>[]
  readonly gradients: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: Float64Array }>>
}

/** Names of the parameters that learn. */
function trainable(drawing: Drawing): string[] {
  const aside = (id: string): unknown => drawing.nodes[id]!.ablation
  // A wire from a port without output is fixed too, and so is one into a node that does not use it.
  const learns = (w: Wire): boolean => aside(w.target) === undefined && aside(w.node) !== 'muted' && (aside(w.node) !== 'bypassed' || w.port === 'out')
  const edges = wires(drawing)
    .filter((w) => learns(w) && w.trainable && w.kind !== 'identity')
    .map((w) => w.id)
  const biases = Object.keys(drawing.nodes).filter(
    (id) => aside(id) === undefined && ['layer', 'gate', 'output'].includes(typeOf(drawing, id)) && drawing.nodes[id]!.bias !== false,
  )
  const initials = Object.keys(drawing.nodes).filter((id) => aside(id) === undefined && drawing.nodes[id]!.initial === 'trainable')
  return [...edges, ...biases.map((id) => `${id}.bias`), ...initials.map((id) => `${id}.initial`)]
}

/**
 * Loss, outputs and the gradient of a document with all its weights stored, in plain scalars and from the text of
 * docs/format.md alone; null: over whole sequences, a number: BPTT(horizon; every) with constant weights.
 */
export function reference(drawing: Drawing, horizon: number | null = null, every = 1): ReferenceResult {
  const parameters = new Map<string, Entry[]>(Object.keys(drawing.weights).map((name) => [name, entriesOf(drawing, name)]))
  const outputs: Record<string, Float64Array>[] = []
  let loss = 0
  for (const sequence of drawing.data.sequences) {
    const whole = new Evaluation(drawing, sequence, parameters)
    const { length } = whole
    const ends = Object.keys(drawing.nodes).filter((id) => typeOf(drawing, id) === 'output' && drawing.nodes[id]!.ablation === undefined)
    outputs.push(
      Object.fromEntries(
        ends.map((id) => {
          const rows = Array.from({ length }, (_, t) => whole.value(id, 'out', t).map((s) => s.value))
          return [id, Float64Array.from(rows.flat())]
        }),
      ),
    )
    const losses = Array.from({ length }, (_, t) => whole.loss(t))
    loss += losses.reduce((sum, j) => sum + j.value, 0)
    if (horizon === null) {
      whole.tape.back(whole.tape.sum(losses))
      continue
    }
    for (let t = 0, since = 0; t < length; t++) {
      if ((t + 1) % every !== 0 && t !== length - 1) continue
      const window = new Evaluation(drawing, sequence, parameters, Math.max(0, t - horizon + 1), whole)
      window.tape.back(window.tape.sum(Array.from({ length: t + 1 - since }, (_, i) => window.loss(since + i))))
      since = t + 1
    }
  }
  const gradients = Object.fromEntries(
    trainable(drawing).map((name) => {
      const { shape } = drawing.weights[name]!
      const data = new Float64Array(shape.reduce((a, b) => a * b, 1))
      for (const { at, scalar } of parameters.get(name)!) data[at] = scalar.adjoint
      return [name, { shape, data }]
    }),
  )
  return { loss, outputs, gradients }
}
