import { scatter } from '../learn/model/initialize'
import type { Model } from '../learn/model/model'
import { spectrum } from '../algebra/eigenvalues'
import type { Pace } from './pace'
import type { ParameterFacts, ParameterView } from './streams'

const LISTED = 1_000
/** Most rows and columns of a matrix in a frame. */
const SHOWN = 512
const BINS = 41
/** Largest matrix whose eigenvalues are shown; computing them takes about 10 n³ operations. */
const SPECTRUM = 256
/** Least milliseconds between two computations of eigenvalues during training, and their multiple of the time that one takes. */
const BETWEEN = 100
const TRAINING = 200

/** The eigenvalues of watched parameters, as last computed. */
export class Spectra {
  private readonly found = new Map<string, { readonly until: number; readonly eigenvalues: Float64Array | undefined }>()
  /** Whether training is idle; then they are computed from the current weights. */
  still = false

  /** Milliseconds that all computations took. */
  spent = 0

  constructor(private readonly pace: Pace) {}

  of(name: string, n: number, values: Float64Array): Float64Array | undefined {
    const known = this.found.get(name)
    if (known && !this.still && this.pace.now() < known.until) return known.eigenvalues
    const begun = this.pace.now()
    const eigenvalues = eigenvaluesOf(n, values)
    const now = this.pace.now()
    this.spent += now - begun
    this.found.set(name, { until: now + Math.max(BETWEEN, TRAINING * (now - begun)), eigenvalues })
    return eigenvalues
  }

  forget(name: string): void {
    this.found.delete(name)
  }
}

/** The values of one parameter with statistics. */
export function parameter(model: Model | undefined, name: string, spectra?: Spectra): ParameterView {
  const all = model?.network.parameters ?? []
  const parameters = all.slice(0, LISTED).map((p): ParameterFacts => ({ name: p.name, shape: p.shape, trainable: p.trainable }))
  const declared = all.find((p) => p.name === name)
  if (!model || !declared) return { parameters }
  const indices = model.store.indices(name)
  const entries = model.store.read(name)
  const [rows = 1, columns = 1] = declared.shape
  const full = indices ? scatter(entries, indices, rows * columns) : entries
  const stride = Math.ceil(Math.max(rows, columns) / SHOWN)
  const { trainable, shape } = declared
  const square = rows === columns && rows > 1 && rows <= SPECTRUM && shape.length === 2
  const eigenvalues = square ? spectra?.of(name, rows, full) : undefined
  return {
    parameters,
    found: {
      name,
      trainable,
      shape,
      ...thinned(full, rows, columns, stride),
      stride,
      ...(indices
        ? { mask: Uint8Array.from(thinned(scatter(new Float64Array(indices.length).fill(1), indices, rows * columns), rows, columns, stride).values) }
        : {}),
      ...moments(entries),
      histogram: histogram(entries),
      ...(eigenvalues ? { eigenvalues } : {}),
    },
  }
}

function thinned(values: Float64Array, rows: number, columns: number, stride: number): { rows: number; columns: number; values: Float32Array } {
  if (stride === 1) return { rows, columns, values: Float32Array.from(values) }
  const r = Math.ceil(rows / stride)
  const c = Math.ceil(columns / stride)
  const out = new Float32Array(r * c)
  for (let i = 0; i < r; i++) for (let j = 0; j < c; j++) out[i * c + j] = values[i * stride * columns + j * stride]!
  return { rows: r, columns: c, values: out }
}

function moments(values: Float64Array): { minimum: number; maximum: number; mean: number; deviation: number; norm: number } {
  let minimum = Infinity
  let maximum = -Infinity
  let sum = 0
  let squares = 0
  for (const w of values) {
    if (w < minimum) minimum = w
    if (w > maximum) maximum = w
    sum += w
    squares += w * w
  }
  const n = Math.max(1, values.length)
  // The sum of equal entries is rounded, so their mean would be too.
  const mean = minimum === maximum ? minimum : sum / n
  let apart = 0
  for (const w of values) apart += (w - mean) ** 2
  return { minimum, maximum, mean, deviation: Math.sqrt(apart / n), norm: Math.sqrt(squares) }
}

/** The range is a round number, so that bins do not move with the weights. */
function histogram(values: Float64Array): { reach: number; counts: number[] } {
  let most = 0
  for (const w of values) if (Number.isFinite(w)) most = Math.max(most, Math.abs(w))
  const power = 10 ** Math.floor(Math.log10(most || 1))
  const reach = ([1, 2, 5].find((f) => f * power >= most) ?? 10) * power
  const counts = new Array<number>(BINS).fill(0)
  for (const w of values) if (Number.isFinite(w)) counts[Math.min(BINS - 1, Math.floor(((w + reach) / (2 * reach)) * BINS))]!++
  return { reach, counts }
}

function eigenvaluesOf(n: number, values: Float64Array): Float64Array | undefined {
  if (!values.every(Number.isFinite)) return undefined
  return Float64Array.from(spectrum(n, values).flat())
}
