import { problem, type Problem } from '../base/problem'
import { stream } from '../base/random'
import type { StreamColumns } from './columns'

/** The built-in sources of rows. */
export type GeneratorName = 'mackey-glass' | 'sine'

/**
 * x' = 0.2 x(t−τ) / (1 + x(t−τ)¹⁰) − 0.1 x (Mackey and Glass 1977), by Euler steps of 0.1. Yields (x − 0.9) / 0.5 once per
 * time unit. The delay τ drifts from 17 to 23 and back every 4,000 values.
 */
function* mackeyGlass(): Generator<number, never, void> {
  const parts = 10
  const random = stream(0, 'live.mackey-glass')
  const past = new Float64Array(30 * parts).fill(1.2).map((x) => x + 0.1 * (random.uniform() - 0.5))
  for (let n = 0; ; n++) {
    const now = past[n % past.length]!
    const value = n / parts
    const delay = Math.round((20 - 3 * Math.cos((2 * Math.PI * value) / 4_000)) * parts)
    const then = past[(n - delay + past.length * 2) % past.length]!
    past[(n + 1) % past.length] = now + ((0.2 * then) / (1 + then ** 10) - 0.1 * now) / parts
    if (n % parts === 0) yield (now - 0.9) / 0.5
  }
}

/** sin φ(t) with a period that alternates between 25 and 12 values, every 600 values. */
function* sine(): Generator<number, never, void> {
  let phase = 0
  for (let n = 0; ; n++) {
    yield Math.sin(phase)
    phase += (2 * Math.PI) / (Math.floor(n / 600) % 2 === 0 ? 25 : 12)
  }
}

/** Makes rows of a built-in source for the columns of a network, as lines of JSON. */
export class RowGenerator {
  private readonly values: Generator<number, never, void>
  private next: number

  private constructor(
    private readonly columns: readonly { readonly name: string; readonly later: boolean; readonly shift: number; readonly scale: number }[],
    kind: GeneratorName,
    private readonly sequence: Readonly<Record<string, string>>,
  ) {
    this.values = kind === 'sine' ? sine() : mackeyGlass()
    this.next = this.values.next().value
  }

  /**
   * Makes a generator whose columns all have the value of the source, converted to the units of the data; a column that is
   * only a target has the next value. Returns a problem for columns of categories.
   */
  static make(kind: GeneratorName, { signals, sequenceColumn, sequenceNeeded }: StreamColumns): RowGenerator | Problem {
    const inputColumns = new Set(signals.flatMap(({ output, columns }) => (output ? [] : columns.map(({ name }) => name))))
    const found = new Map<string, { name: string; later: boolean; shift: number; scale: number }>()
    for (const { id, output, columns } of signals)
      for (const column of columns) {
        const { name } = column
        if ('categories' in column) return problem('data-shape', 'live-categories', { node: id, column: name }, { nodes: [id] })
        found.set(name, { name, later: output && !inputColumns.has(name), ...column.scaling })
      }
    return new RowGenerator([...found.values()], kind, sequenceNeeded ? { [sequenceColumn!]: '1' } : {})
  }

  /** Returns the next row. */
  line(): string {
    const now = this.next
    this.next = this.values.next().value
    const values = this.columns.map(({ name, later, shift, scale }) => [name, (later ? this.next : now) * scale + shift] as const)
    return JSON.stringify({ ...this.sequence, ...Object.fromEntries(values) })
  }
}
