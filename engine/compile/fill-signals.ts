import type { Sequence } from '../data/types'
import type { Slot, Tape } from '../contract/op'
import type { Kernels } from '../kernels/types'
import type { Network } from './network'

/** A network bound to memory. */
interface Bound {
  readonly network: Network
  readonly kernels: Kernels
  readonly tape: Tape
  value(slot: Slot): number
  targets(output: string): { readonly address: number; readonly present: Uint8Array }
}

/** Writes the inputs and targets of the steps [first, end) of a batch into their rows of the tape. */
export function fillSignals(bound: Bound, batch: readonly Sequence[], first: number, end: number): void {
  const { tape, network, kernels } = bound
  const view = kernels.view()
  const { rowStart } = tape
  for (const { id, size, out } of network.inputs) {
    const at = bound.value(out) / kernels.bytes
    for (let b = 0; b < batch.length; b++) {
      const source = batch[b]!.inputs[id]!
      const held = tape.base - (batch[b]!.offset ?? 0)
      if (batch.length === 1) {
        view.set(source.subarray((held + first) * size, (held + end) * size), at + rowStart[first]! * size)
        continue
      }
      for (let s = first; s < end && rowStart[s]! + b < rowStart[s + 1]!; s++) {
        const from = (held + s) * size
        const to = at + (rowStart[s]! + b) * size
        for (let i = 0; i < size; i++) view[to + i] = source[from + i]!
      }
    }
  }
  for (const { id, size } of network.outputs) {
    const { address, present } = bound.targets(id)
    const at = address / kernels.bytes
    for (let b = 0; b < batch.length; b++) {
      const target = batch[b]!.targets[id]
      const held = tape.base - (batch[b]!.offset ?? 0)
      for (let s = first; s < end && rowStart[s]! + b < rowStart[s + 1]!; s++) {
        const row = rowStart[s]! + b
        const t = held + s
        present[row] = target ? target.present[t]! : 0
        if (!present[row]) continue
        for (let i = 0; i < size; i++) view[at + row * size + i] = target!.values[t * size + i]!
      }
    }
  }
}
