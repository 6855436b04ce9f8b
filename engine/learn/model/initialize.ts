import { stream, type RandomStream } from '../../base/random'
import type { ParameterDeclaration } from '../../contract/lowering'
import { filled } from '../../contract/schema'
import { entries as entriesOf } from '../../compile/stored'
import { initializers } from '../../kinds/initializers'
import { each, uniformly, type InitializerKind } from '../../kinds/initializers/initializer'
import { spectralRadius } from './spectral-radius'

/** The positions of a sparse parameter's entries, drawn without replacement, ascending. */
export function drawIndices(p: ParameterDeclaration): Int32Array | undefined {
  if (p.density === undefined) return undefined
  const full = p.shape.reduce((a, b) => a * b, 1)
  const count = entriesOf(p)
  const random = stream(p.seed, `${p.name}/mask`)
  if (count > full / 2) return pick(full, full - count, random, true)
  return pick(full, count, random, false)
}

/** Floyd's sampling (Bentley & Floyd 1987): `count` of `full` positions, or with `inverse` all but those. */
function pick(full: number, count: number, random: RandomStream, inverse: boolean): Int32Array {
  const chosen = new Set<number>()
  for (let j = full - count; j < full; j++) {
    const at = random.integer(j + 1)
    chosen.add(chosen.has(at) ? j : at)
  }
  if (!inverse) return Int32Array.from(chosen).sort()
  const rest = new Int32Array(full - count)
  let n = 0
  for (let i = 0; i < full; i++) if (!chosen.has(i)) rest[n++] = i
  return rest
}

/**
 * Initializes a parameter by its `init`, from the random stream of its seed and name, into `values`. `indices` are the
 * positions of a sparse parameter, which alone are drawn; fans count existing entries only.
 */
export function drawParameter(
  p: ParameterDeclaration,
  indices: Int32Array | undefined,
  values: Float64Array = new Float64Array(indices?.length ?? entriesOf(p)),
): Float64Array {
  const random = stream(p.seed, p.name)
  const count = values.length
  values.fill(0)
  const rows = p.shape[0] ?? 1
  const columns = p.shape[1] ?? 1
  const share = indices ? count / (rows * columns) : 1
  const diagonal = p.shape.length === 1
  const fanIn = diagonal ? 1 : Math.max(1, columns * share)
  const fanOut = diagonal ? 1 : Math.max(1, rows * share)
  const entries = { values, random, rows, columns, fanIn, fanOut, diagonal, place }
  const { init } = p
  if (init.kind === 'given') {
    const given = init.values
    if (typeof given === 'number') values.fill(given)
    else values.set(given)
    return values
  }
  if (init.kind !== 'reservoir') {
    const { settings, draw }: InitializerKind = initializers[init.kind]
    draw(entries, filled(settings, init, {}))
    return values
  }
  if (init.density < 1 && !indices) {
    // A dense matrix with some zeros: its density is too high for sparse rows to be faster.
    const chosen = pick(rows * columns, Math.max(1, Math.round(rows * columns * init.density)), stream(p.seed, `${p.name}/mask`), false)
    for (const at of chosen) values[at] = 2 * random.uniform() - 1
  } else uniformly(entries, 1)
  const radius = spectralRadius(rows, indices ? scatter(values, indices, rows * columns) : values)
  if (radius !== 0) each(values, (w) => (w * init.spectralRadius) / radius)
  return values

  function place(entry: (row: number, column: number) => number): void {
    for (let e = 0; e < count; e++) {
      const flat = indices ? indices[e]! : e
      values[e] = entry(Math.floor(flat / columns), flat % columns)
    }
  }
}

export function scatter(values: ArrayLike<number>, indices: ArrayLike<number>, full: number): Float64Array {
  const dense = new Float64Array(full)
  for (let e = 0; e < indices.length; e++) dense[indices[e]!] = values[e]!
  return dense
}
