import { byId } from '../base/by-id'
import { problem, type Problem } from '../base/problem'
import { limits } from '../document/limits'
import type { GraphDocument, InlineSequence } from '../document/types'
import type { Sequence } from './types'

interface Roles {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

type Steps = readonly (readonly (number | null)[] | null)[]

/** Converts the sequences written in the document itself, checking each against the sizes of the network. */
export function inlineSequences(
  document: GraphDocument,
  sequences: readonly InlineSequence[],
  { inputs, outputs }: Roles,
  sizes: Readonly<Record<string, number>>,
): { sequences: Sequence[]; errors: Problem[] } {
  const errors: Problem[] = []
  const report = (key: Problem['key'], sequence: number, id: string | undefined, below: string, values: Problem['values'] = {}): void => {
    if (errors.length >= limits.problems) return
    const path = `/data/sequences/${sequence}${id === undefined ? '' : `/${id}`}${below}`
    const nodes = id !== undefined && Object.hasOwn(document.nodes, id) ? [id] : []
    errors.push(problem('data-shape', key, { sequence, ...(id === undefined ? {} : { node: id }), ...values }, { path, nodes }))
  }
  const roles = new Map([...inputs.map((id) => [id, 'input'] as const), ...outputs.map((id) => [id, 'output'] as const)])
  const known = [...roles.keys()].join(', ')

  const read = sequences.map((sequence, s): Sequence => {
    const inputValues = byId<Float64Array>()
    const targets = byId<{ values: Float64Array; present: Uint8Array }>()
    let first: { id: string; length: number } | undefined
    for (const id of inputs) if (!Object.hasOwn(sequence, id)) report('sequence-input-missing', s, id, '')
    for (const [id, steps] of Object.entries(sequence) as [string, Steps][]) {
      const role = roles.get(id)
      if (!role) {
        report('sequence-id-stray', s, id, '', { id: id.slice(0, 64), known })
        continue
      }
      first ??= { id, length: steps.length }
      if (steps.length !== first.length) {
        report('sequence-lengths', s, id, '', { expected: first.length, other: first.id, got: steps.length })
        continue
      }
      const size = sizes[id] ?? 0
      const values = new Float64Array(steps.length * size)
      const present = new Uint8Array(steps.length)
      for (let t = 0; t < steps.length; t++) {
        const step = steps[t]!
        if (step === null) {
          if (role === 'output') continue
          report('sequence-input-null', s, id, `/${t}`, { step: t })
          break
        }
        if (step.length !== size) {
          report('sequence-vector', s, id, `/${t}`, { step: t, expected: size, got: step.length })
          break
        }
        const component = step.indexOf(null)
        if (component >= 0) {
          report('sequence-component-null', s, id, `/${t}/${component}`, { step: t, component })
          break
        }
        values.set(step as number[], t * size)
        present[t] = 1
      }
      if (role === 'input') inputValues[id] = values
      else targets[id] = { values, present }
    }
    if ((first?.length ?? 0) === 0) report('sequence-empty', s, undefined, '')
    return { length: first?.length ?? 0, inputs: inputValues, targets }
  })
  return { sequences: errors.length > 0 ? [] : read, errors }
}
