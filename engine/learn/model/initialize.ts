import { stream, type RandomStream } from '../../base/random'
import type { ParameterDeclaration } from '../../contract/lowering'
import { entries } from '../../compile/stored'
import { spectralRadius } from './spectral-radius'

/** Which entries of a sparse parameter are not zero: `count` of them, drawn without replacement, ascending. */
export function drawIndices(p: ParameterDeclaration): Int32Array | undefined {
  if (p.density === undefined) return undefined
  const full = p.shape.reduce((a, b) => a * b, 1)
  const count = entries(p)
  const random = stream(p.seed, `${p.name}/mask`)
  if (count > full / 2) return pick(full, full - count, random, true)
  return pick(full, count, random, false)
}

/** Floyd's sampling (Bentley & Floyd 1987): `count` of `full` positions, or all but those. */
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
 * Draws a parameter by its `init`, from the stream of (its seed, its name). `indices`: the positions of a sparse
 * one, whose entries alone are drawn; fans count the entries that there are.
 */
export function drawParameter(p: ParameterDeclaration, indices: Int32Array | undefined): Float64Array {
  const random = stream(p.seed, p.name)
  const count = indices ? indices.length : entries(p)
  const values = new Float64Array(count)
  const rows = p.shape[0] ?? 1
  const columns = p.shape[1] ?? 1
  const share = indices ? count / (rows * columns) : 1
  const diagonal = p.shape.length === 1
  const fanIn = diagonal ? 1 : Math.max(1, columns * share)
  const fanOut = diagonal ? 1 : Math.max(1, rows * share)
  // In place: of fifty million weights a second list is 400 MB.
  const fill = (draw: (value: number) => number): Float64Array => {
    for (let i = 0; i < count; i++) values[i] = draw(values[i]!)
    return values
  }
  const uniform = (limit: number): Float64Array => fill(() => limit * (2 * random.uniform() - 1))
  const normal = (mean: number, deviation: number): Float64Array => fill(() => mean + deviation * random.normal())
  const { init } = p
  switch (init.kind) {
    case 'glorot-uniform':
      return uniform(Math.sqrt(6 / (fanIn + fanOut)))
    case 'glorot-normal':
      return normal(0, Math.sqrt(2 / (fanIn + fanOut)))
    case 'he-normal':
      return normal(0, Math.sqrt(2 / fanIn))
    case 'lecun-normal':
      return normal(0, Math.sqrt(1 / fanIn))
    case 'uniform':
      return fill(() => init.low + (init.high - init.low) * random.uniform())
    case 'normal':
      return normal(init.mean ?? 0, init.deviation)
    case 'constant':
      return values.fill(init.value)
    case 'identity': {
      const gain = init.gain ?? 1
      if (diagonal) return values.fill(gain)
      return gather((i, j) => (i === j ? gain : 0))
    }
    case 'orthogonal': {
      const gain = init.gain ?? 1
      if (diagonal) return fill(() => (random.uniform() < 0.5 ? -gain : gain))
      const q = orthogonal(rows, columns, random)
      return gather((i, j) => gain * q[i * columns + j]!)
    }
    case 'reservoir': {
      if (init.density < 1 && !indices) {
        // A dense matrix with some entries zero: density too high for sparse rows to pay.
        const chosen = pick(rows * columns, Math.max(1, Math.round(rows * columns * init.density)), stream(p.seed, `${p.name}/mask`), false)
        for (const at of chosen) values[at] = 2 * random.uniform() - 1
      } else uniform(1)
      const radius = spectralRadius(rows, indices ? scatter(values, indices, rows * columns) : values)
      return radius === 0 ? values : fill((w) => (w * init.spectralRadius) / radius)
    }
  }

  function gather(entry: (row: number, column: number) => number): Float64Array {
    for (let e = 0; e < count; e++) {
      const flat = indices ? indices[e]! : e
      values[e] = entry(Math.floor(flat / columns), flat % columns)
    }
    return values
  }
}

export function scatter(values: ArrayLike<number>, indices: ArrayLike<number>, full: number): Float64Array {
  const dense = new Float64Array(full)
  for (let e = 0; e < indices.length; e++) dense[indices[e]!] = values[e]!
  return dense
}

/**
 * rows × columns with orthonormal columns (or rows, where there are fewer): modified Gram–Schmidt, twice over, of
 * normal vectors, which is the Q of a QR decomposition with a positive diagonal (Saxe, McClelland & Ganguli 2014).
 */
function orthogonal(rows: number, columns: number, random: RandomStream): Float64Array {
  const wide = columns > rows
  const length = wide ? columns : rows
  const many = wide ? rows : columns
  const vectors = Array.from({ length: many }, () => Float64Array.from({ length }, () => random.normal()))
  for (let i = 0; i < many; i++) {
    const v = vectors[i]!
    for (let pass = 0; pass < 2; pass++)
      for (let j = 0; j < i; j++) {
        const u = vectors[j]!
        let dot = 0
        for (let k = 0; k < length; k++) dot += u[k]! * v[k]!
        for (let k = 0; k < length; k++) v[k]! -= dot * u[k]!
      }
    let norm = 0
    for (let k = 0; k < length; k++) norm += v[k]! * v[k]!
    norm = Math.sqrt(norm)
    for (let k = 0; k < length; k++) v[k]! /= norm
  }
  const q = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) q[i * columns + j] = wide ? vectors[i]![j]! : vectors[j]![i]!
  return q
}
