import type { Network } from '../../compile/network'
import type { Arena } from '../../kernels/arena'
import type { Kernels } from '../../kernels/types'
import type { ParameterStore } from '../../compile/store'

/** Changes the trainable weights by their gradient: one pass over the flat array. */
export interface Optimizer {
  /** One update at the given learning rate. */
  update(learningRate: number): void
  reset(): void
  /** Moments and counts, from which training goes on bit for bit. */
  state(): Float64Array[]
  resume(state: readonly Float64Array[]): void
  /** Lays them aside, in memory of their own. */
  keep(): void
  /** Takes them as they were laid aside. */
  putBack(): void
  /** Those that were laid aside, as `state` has them. */
  kept(): Float64Array[]
}

/**
 * SGD with momentum (classical, or Nesterov's as Sutskever et al. 2013 write it), Adam (Kingma & Ba 2015), AdamW
 * (Loshchilov & Hutter 2019), RMSProp (Hinton's lecture 6e, 2012), iRprop− (Igel & Hüsken 2000).
 */
export function makeOptimizer(network: Network, store: ParameterStore, kernels: Kernels, arena: Arena): Optimizer {
  const spec = network.training.optimizer
  const n = store.trainable
  const buffers: number[] = []
  const buffer = (): number => {
    const address = arena.allocate(Math.max(1, n), kernels.bytes)
    buffers.push(address)
    return address
  }
  const { weights, gradients } = store
  let t = 0
  let update: (rate: number) => void
  const clear = (): void => {
    t = 0
    for (const address of buffers) kernels.fill(n, address, 0)
  }
  let restart = clear
  let aside: { readonly addresses: readonly number[]; t: number } | undefined
  const read = (count: number, addresses: readonly number[]): Float64Array[] => {
    const view = kernels.view()
    return [Float64Array.of(count), ...addresses.map((address) => new Float64Array(view.subarray(address / kernels.bytes, address / kernels.bytes + n)))]
  }

  if (spec.kind === 'sgd') {
    const velocity = buffer()
    update = (rate) => kernels.sgd(n, weights, gradients, velocity, rate, spec.momentum, spec.nesterov)
  } else if (spec.kind === 'rmsprop') {
    const second = buffer()
    update = (rate) => kernels.rmsprop(n, weights, gradients, second, rate, spec.decay, spec.epsilon)
  } else if (spec.kind === 'rprop') {
    const step = buffer()
    const previous = buffer()
    restart = () => {
      clear()
      kernels.fill(n, step, spec.learningRate)
    }
    update = () => rprop(kernels, n, weights, gradients, step, previous, spec.increase, spec.decrease)
  } else {
    const first = buffer()
    const second = buffer()
    const decay = spec.kind === 'adamw' ? spec.weightDecay : 0
    update = (rate) => {
      t++
      const correction = Math.sqrt(1 - spec.beta2 ** t)
      const scaled = (rate * correction) / (1 - spec.beta1 ** t)
      kernels.adam(n, weights, gradients, first, second, scaled, spec.beta1, spec.beta2, spec.epsilon * correction, rate * decay)
    }
  }
  restart()

  return {
    update,
    reset: restart,
    state: () => read(t, buffers),
    resume(state) {
      t = state[0]![0]!
      buffers.forEach((address, i) => kernels.view().set(state[i + 1]!, address / kernels.bytes))
    },
    keep() {
      aside ??= { addresses: buffers.map(() => arena.allocate(Math.max(1, n), kernels.bytes)), t }
      aside.t = t
      for (let i = 0; i < buffers.length; i++) kernels.copy(n, buffers[i]!, aside.addresses[i]!)
    },
    putBack() {
      const { addresses, t: then } = aside!
      t = then
      for (let i = 0; i < buffers.length; i++) kernels.copy(n, addresses[i]!, buffers[i]!)
    },
    kept: () => read(aside!.t, aside!.addresses),
  }
}

const SMALLEST_STEP = 1e-6
const LARGEST_STEP = 50

function rprop(
  kernels: Kernels, n: number, weights: number, gradients: number, step: number, previous: number, increase: number, decrease: number,
): void {
  const view = kernels.view()
  const at = (address: number): number => address / kernels.bytes
  const [w, g, s, p] = [at(weights), at(gradients), at(step), at(previous)]
  for (let i = 0; i < n; i++) {
    let gradient = view[g + i]!
    // Not their product, which is 0 where both are small.
    const sign = Math.sign(gradient) * Math.sign(view[p + i]!)
    if (sign > 0) view[s + i] = Math.min(LARGEST_STEP, view[s + i]! * increase)
    else if (sign < 0) {
      view[s + i] = Math.max(SMALLEST_STEP, view[s + i]! * decrease)
      gradient = 0
    }
    view[w + i]! -= Math.sign(gradient) * view[s + i]!
    view[p + i] = gradient
  }
}
