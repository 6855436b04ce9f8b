import type { Op, ParameterRef } from '../contract/op'
import { withParts, type Term } from '../contract/term'

/** A parameter that shares another one's numbers, transposed or not, with a gradient of its own. */
export interface Mirror {
  readonly name: string
  readonly owner: string
  /** Shape of the mirror; the owner's is reversed if `transposed`. */
  readonly shape: readonly number[]
  readonly transposed: boolean
}

/**
 * An op whose parameter mirrors another node's or edge's. It takes the owner's numbers whenever weights have changed;
 * `ParameterStore.fold` adds its gradient to the owner's. So every algorithm sees a parameter that enters in one place.
 */
export function mirrored(op: Op, { name, owner, shape, transposed }: Mirror): Op {
  const [rows = 1, columns = 1] = shape
  const count = rows * columns
  return {
    ...op,
    ...(op.formula ? { formula: owned(op.formula, name, { name: owner }, transposed) } : {}),
    bind(binding) {
      const { kernels } = binding
      const bound = op.bind(binding)
      const from = binding.weights({ name: owner })
      const to = binding.weights({ name })
      return {
        ...bound,
        refresh() {
          if (!transposed) kernels.copy(count, from, to)
          else transpose(kernels.view(), rows, columns, from / kernels.bytes, to / kernels.bytes)
          bound.refresh?.()
        },
      }
    },
  }
}

/** to[i][j] = from[j][i]. */
function transpose(view: Float32Array | Float64Array, rows: number, columns: number, from: number, to: number): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) view[to + i * columns + j] = view[from + j * rows + i]!
}

/** The formula with the owner's parameter in place of the mirror. */
function owned(term: Term, name: string, owner: ParameterRef, transposed: boolean): Term {
  const again = (part: Term): Term => owned(part, name, owner, transposed)
  if (term.kind === 'parameter') return term.parameter.name === name ? { ...term, parameter: owner } : term
  const found = withParts(term, again)
  return found.kind === 'matrix' && found.weights.name === name ? { ...found, weights: owner, ...(transposed ? { transposed } : {}) } : found
}
