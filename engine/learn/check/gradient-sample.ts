import { largest, least } from '../../base/lists'
import { stream } from '../../base/random'
import type { Network } from '../../compile/network'
import type { Sequence } from '../../data/types'
import { lossOf } from '../../kinds/losses'

/** Sequences on which gradients are compared, and the totals they were taken from. */
export interface Sample {
  readonly sequences: readonly Sequence[]
  readonly ofSequences: number
  readonly ofSteps: number
  /** Whether they were drawn at random because there was no data. */
  readonly drawn: boolean
}

/** Most sequences compared. */
const SEQUENCES = 4

const stepsOf = (sequences: readonly Sequence[]): number => sequences.reduce((sum, s) => sum + s.length, 0)

/** Selects windows of at most `steps` steps in all, on sequences drawn with the seed; random vectors if there are none. */
export function sampleSequences(network: Network, sequences: readonly Sequence[], steps: number, seed: number): Sample {
  if (sequences.length === 0) {
    const drawn = drawSequence(network, Math.min(steps, 12 + network.longestDelay), seed)
    return { sequences: [drawn], ofSequences: 1, ofSteps: drawn.length, drawn: true }
  }
  const random = stream(seed, 'gradient-check/sequences')
  const order = [...sequences]
  const count = Math.min(SEQUENCES, order.length, steps)
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(order.length - i)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  let left = steps
  const taken = order.slice(0, count).map((sequence, i) => {
    const window = windowOf(network, sequence, Math.max(1, Math.floor(left / (count - i))))
    left -= window.length
    return window
  })
  return { sequences: taken, ofSequences: sequences.length, ofSteps: stepsOf(sequences), drawn: false }
}

/** Returns the first `steps` steps or, if none of these has a target, those that end with the last target. */
function windowOf(network: Network, sequence: Sequence, steps: number): Sequence {
  if (sequence.length <= steps) return sequence
  const targets = Object.values(sequence.targets)
  const first = least(
    targets.map(({ present }) => present.indexOf(1)).filter((t) => t >= 0),
    Infinity,
  )
  const last = largest(
    targets.map(({ present }) => present.lastIndexOf(1)),
    steps - 1,
  )
  const start = first < steps ? 0 : last + 1 - steps
  const cut = (values: Float64Array, size: number): Float64Array => values.subarray(start * size, (start + steps) * size)
  return {
    length: steps,
    inputs: Object.fromEntries(network.inputs.map(({ id, size }) => [id, cut(sequence.inputs[id]!, size)])),
    targets: Object.fromEntries(
      network.outputs.flatMap(({ id, size }) => {
        const target = sequence.targets[id]
        return target ? [[id, { values: cut(target.values, size), present: target.present.subarray(start, start + steps) }]] : []
      }),
    ),
  }
}

function drawSequence(network: Network, length: number, seed: number): Sequence {
  const random = stream(seed, 'gradient-check/data')
  const draw = (n: number, of: () => number): Float64Array => Float64Array.from({ length: n }, of)
  return {
    length,
    inputs: Object.fromEntries(network.inputs.map(({ id, size }) => [id, draw(length * size, random.normal)])),
    targets: Object.fromEntries(
      network.outputs.map(({ id, size, loss }) => [
        id,
        { values: draw(length * size, lossOf(loss).targets === 'probabilities' ? random.uniform : random.normal), present: new Uint8Array(length).fill(1) },
      ]),
    ),
  }
}

/** Draws `count` of the entries 0 … of − 1 without replacement, ascending (Floyd's sampling). */
export function sampleEntries(count: number, of: number, seed: number, name: string): number[] {
  if (count >= of) return Array.from({ length: of }, (_, i) => i)
  const random = stream(seed, `gradient-check/${name}`)
  const chosen = new Set<number>()
  for (let j = of - count; j < of; j++) {
    const at = random.integer(j + 1)
    chosen.add(chosen.has(at) ? j : at)
  }
  return [...chosen].sort((a, b) => a - b)
}
