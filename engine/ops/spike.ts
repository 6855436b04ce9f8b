import type { Op, Slot } from '../contract/op'
import { number, product, slotTerm, sum } from '../contract/term'

export interface Spike {
  readonly node: string
  readonly potential: Slot
  readonly adaptation: Slot | undefined
  /** θ. */
  readonly threshold: number
  /** β. */
  readonly strength: number
  /** γ/θ. */
  readonly height: number
  /** θ·w. */
  readonly width: number
}

/**
 * z(t) = 1 where u(t) = v(t) − θ − β·a(t) > 0, else 0. The backward pass uses ∂z/∂u = height · max(0, 1 − |u|/width) in place
 * of the slope, which is 0 (Bellec et al. 2018, 2020).
 */
export function spike({ node, potential, adaptation, threshold, strength, height, width }: Spike, out: Slot): Op {
  return {
    kind: 'spike',
    node,
    reads: [potential, ...(adaptation ? [adaptation] : [])],
    latched: [],
    writes: out,
    accumulates: false,
    parameters: [],
    formula: {
      kind: 'spike',
      of: sum(slotTerm(potential), number(-threshold), ...(adaptation ? [product(number(-strength), slotTerm(adaptation))] : [])),
      height,
      width,
    },
    bind({ kernels, tape, value, adjoint }) {
      const n = out.size
      const { bytes } = kernels
      const v = value(potential) / bytes
      const a = adaptation ? value(adaptation) / bytes : -1
      const z = value(out) / bytes
      const dv = adjoint(potential) / bytes
      const da = adaptation ? adjoint(adaptation) / bytes : -1
      const dz = adjoint(out) / bytes
      const distance = (view: Float32Array | Float64Array, i: number): number => view[v + i]! - threshold - (a < 0 ? 0 : strength * view[a + i]!)
      const slope = (u: number): number => height * Math.max(0, 1 - Math.abs(u) / width)
      return {
        forward(first, end) {
          const view = kernels.view()
          const from = tape.from(first, end) * n
          const last = from + tape.count(first, end) * n
          for (let i = from; i < last; i++) view[z + i] = distance(view, i) > 0 ? 1 : 0
        },
        backward(first, end) {
          const view = kernels.view()
          const from = tape.from(first, end) * n
          const last = from + tape.count(first, end) * n
          for (let i = from; i < last; i++) {
            const du = view[dz + i]! * slope(distance(view, i))
            view[dv + i]! += du
            if (da >= 0) view[da + i]! -= strength * du
          }
        },
        tangent(row, count, from, to) {
          const view = kernels.view()
          const tv = from[0]! / bytes
          const ta = adaptation && from[1]! >= 0 ? from[1]! / bytes : -1
          for (let i = 0; i < n; i++) {
            const s = slope(distance(view, row * n + i))
            if (s === 0) continue
            for (let k = 0; k < count; k++) {
              const at = k * n + i
              view[to / bytes + at]! += s * ((from[0]! < 0 ? 0 : view[tv + at]!) - (ta < 0 ? 0 : strength * view[ta + at]!))
            }
          }
        },
      }
    },
  }
}

/** target += scale · source, without back-propagation: the reset of a spiking unit. */
export function reset(node: string, source: Slot, target: Slot, scale: number): Op {
  return {
    kind: 'reset',
    node,
    reads: [source],
    latched: [],
    writes: target,
    accumulates: true,
    parameters: [],
    formula: product(number(scale), { kind: 'constant', of: slotTerm(source) }),
    bind({ kernels, tape, value }) {
      const n = target.size
      const x = value(source)
      const y = value(target)
      const row = n * kernels.bytes
      return {
        forward(first, end) {
          const at = tape.from(first, end) * row
          kernels.axpy(tape.count(first, end), n, scale, x + at, n, y + at, n)
        },
        tangent() {
          // A constant has no tangent.
        },
      }
    },
  }
}
