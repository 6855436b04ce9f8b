import { valueOf, type Item } from './items'

/** Maps the values of a column to 0…1: numbers by size, on a logarithmic scale where they span more than two decades, texts in their order. */
export interface Scale {
  readonly column: string
  readonly of: (item: Item) => number | undefined
  /** Labels of both ends, or of each text. */
  readonly ticks: readonly { readonly at: number; readonly value: number | string }[]
}

const DECADES = 100
const TEXTS = 12

/** The scale of a column over these items; undefined if none has a value. */
export function scaleOf(items: readonly Item[], column: string): Scale | undefined {
  const values = items.map((item) => valueOf(item, column))
  const numbers = values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value))
  if (numbers.length > 0) {
    let [low, high] = [Infinity, -Infinity]
    for (const value of numbers) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    const logarithmic = low > 0 && high / low > DECADES
    const map = logarithmic ? Math.log : (value: number): number => value
    const span = map(high) - map(low)
    return {
      column,
      of(item) {
        const value = valueOf(item, column)
        if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
        return span > 0 ? (map(value) - map(low)) / span : 0.5
      },
      ticks:
        span > 0
          ? [
              { at: 0, value: low },
              { at: 1, value: high },
            ]
          : [{ at: 0.5, value: low }],
    }
  }
  const texts = [...new Set(values.filter((value): value is string => typeof value === 'string'))].sort().slice(0, TEXTS)
  if (texts.length === 0) return undefined
  const place = (i: number): number => (texts.length === 1 ? 0.5 : i / (texts.length - 1))
  return {
    column,
    of(item) {
      const at = texts.indexOf(String(valueOf(item, column)))
      return at < 0 ? undefined : place(at)
    },
    ticks: texts.map((value, i) => ({ at: place(i), value })),
  }
}
