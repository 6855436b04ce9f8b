import { programBytes } from '../../engine/compile/program'
import { tapeFor } from '../../engine/learn/bptt/bptt'
import { median, epoch } from './measure'
import { datasetOf, elman, networkOf, randomSequences, trainerOf } from './workloads'

export interface Curve {
  readonly of: string
  readonly unit: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Slope of log y over log x by least squares: 1 is linear, 0 is constant. */
  readonly exponent: number
}

function exponent(points: readonly (readonly [number, number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const)
  const mean = (i: 0 | 1): number => logs.reduce((sum, p) => sum + p[i], 0) / logs.length
  const [mx, my] = [mean(0), mean(1)]
  return logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
}

/** Milliseconds of an epoch, the median of several. */
function epochTime(hidden: number, steps: number, batch: number): number {
  const training = { optimizer: { kind: 'sgd' as const }, precision: 'float32' as const, batchSize: batch, epochs: 1_000_000_000 }
  const trainer = trainerOf({ document: elman(8, hidden, 8, training), dataset: datasetOf(randomSequences(batch, steps, 8, 8)) }, {})
  const times: number[] = []
  for (const start = performance.now(); performance.now() - start < 400 || times.length < 5; ) {
    const before = performance.now()
    epoch(trainer)
    times.push(performance.now() - before)
  }
  return median(times)
}

function memory(horizon: number | null, longest: number): number {
  const network = networkOf(elman(8, 64, 8, { algorithm: { kind: 'bptt', horizon } }))
  const tape = tapeFor({ horizon, every: 1, recompute: false }, longest, network.longestDelay, false)
  return programBytes(network, { ...tape, sequences: 1, adjoints: true }, 4) / 1024
}

/** How time and memory grow; each point is measured by itself. */
export function growth(): Curve[] {
  console.log('\nGrowth')
  const curve = (of: string, unit: string, points: (readonly [number, number])[]): Curve => {
    const found = { of, unit, points, exponent: exponent(points) }
    console.log(`  ${of}: ${points.map(([x, y]) => `${x} → ${y.toPrecision(3)}`).join(', ')} ${unit}; exponent ${found.exponent.toFixed(2)}`)
    return found
  }
  return [
    curve(
      'time of a step, by recurrent weights',
      'µs',
      [64, 128, 256, 512].map((h) => [h * h, (1000 * epochTime(h, 32, 8)) / 32]),
    ),
    curve(
      'time of an epoch, by its steps',
      'ms',
      [64, 256, 1024, 4096].map((t) => [t, epochTime(64, t, 4)]),
    ),
    curve(
      'time of an epoch, by sequences in a batch',
      'ms',
      [8, 16, 32, 64].map((b) => [b, epochTime(128, 32, b)]),
    ),
    curve(
      'memory of BPTT(h), by h',
      'KiB',
      [128, 256, 512, 1024].map((h) => [h, memory(h, 1_000_000)]),
    ),
    curve(
      'memory of BPTT(100), by the length of the sequence',
      'KiB',
      [1_000, 10_000, 100_000, 1_000_000].map((t) => [t, memory(100, t)]),
    ),
  ]
}
