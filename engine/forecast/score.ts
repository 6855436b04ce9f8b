import type { Network } from '../compile/network'
import type { Output } from '../compile/output'
import type { Dataset, Sequence } from '../data/types'
import { lossOf } from '../kinds/losses'

/** The error of a forecast where the true values are known, compared with repeating the last value. */
export interface ForecastScore {
  readonly output: string
  readonly column: string
  /** For numbers, `value` is the root mean squared error in the unit of the data; for classes, the share of correct ones. */
  readonly kind: 'numbers' | 'classes'
  /** Steps with a target. */
  readonly steps: number
  readonly value: number
  /** The same measure for repeating the last value before the forecast; null if there is none. */
  readonly last: number | null
}

/** Most columns of an output to score. */
const COLUMNS = 64

/** Scores a forecast that begins at step `from`, by output and column. */
export function scoresOf(
  network: Network,
  dataset: Dataset,
  { targets }: Sequence,
  from: number,
  values: Readonly<Record<string, Float64Array>>,
): ForecastScore[] {
  return network.outputs.flatMap((output) => {
    const { id, size } = output
    const target = targets[id]
    const y = values[id]!
    const steps = y.length / size
    if (!target) return []
    const known = Array.from({ length: steps }, (_, s) => s).filter((s) => target.present[from + s])
    if (known.length === 0) return []
    // The rows before `from` are known; the output of step t is compared with row t + ahead.
    let last = from - 1 - aheadOf(network, id)
    while (last >= 0 && !target.present[last]) last--
    return columnsOf(dataset, output)
      .slice(0, COLUMNS)
      .map(({ column, kind, first, count, deviation }): ForecastScore => {
        const over = (of: (s: number) => number): number => known.reduce((sum, s) => sum + of(s), 0) / known.length
        if (kind === 'classes') {
          const classAt = (numbers: Float64Array, t: number): number => chosen(numbers, t * size + first, count)
          const right = (s: number, predicted: number): number => Number(classAt(target.values, from + s) === predicted)
          const before = last < 0 ? undefined : classAt(target.values, last)
          return {
            output: id,
            column,
            kind,
            steps: known.length,
            value: over((s) => right(s, classAt(y, s))),
            last: before === undefined ? null : over((s) => right(s, before)),
          }
        }
        const error = (s: number, predicted: number): number => ((predicted - target.values[(from + s) * size + first]!) * deviation) ** 2
        const before = last < 0 ? undefined : target.values[last * size + first]!
        return {
          output: id,
          column,
          kind,
          steps: known.length,
          value: Math.sqrt(over((s) => error(s, y[s * size + first]!))),
          last: before === undefined ? null : Math.sqrt(over((s) => error(s, before))),
        }
      })
  })
}

const aheadOf = ({ document }: Network, id: string): number => {
  const ahead = document.nodes[id]?.ahead
  return typeof ahead === 'number' ? ahead : 0
}

interface ScoredColumn {
  readonly column: string
  readonly kind: ForecastScore['kind']
  readonly first: number
  readonly count: number
  readonly deviation: number
}

function columnsOf({ classes, units }: Dataset, { id, size, loss }: Output): ScoredColumn[] {
  const own = classes && Object.hasOwn(classes, id) ? classes[id] : undefined
  if (own) {
    let first = 0
    return own.map(({ column, categories }) => {
      const found = { column, kind: 'classes' as const, first, count: categories.length, deviation: 1 }
      first += categories.length
      return found
    })
  }
  if (lossOf(loss).targets === 'probabilities') return [{ column: id, kind: 'classes', first: 0, count: size, deviation: 1 }]
  return Array.from({ length: size }, (_, unit) => {
    const { column = id, deviation = 1 } = units[id]?.[unit] ?? {}
    return { column, kind: 'numbers' as const, first: unit, count: 1, deviation }
  })
}

/** Returns the most active of several units; for a single unit, 1 if its value is at least ½, else 0. */
function chosen(values: Float64Array, first: number, count: number): number {
  if (count === 1) return Number(values[first]! >= 0.5)
  let best = 0
  for (let i = 1; i < count; i++) if (values[first + i]! > values[first + best]!) best = i
  return best
}
