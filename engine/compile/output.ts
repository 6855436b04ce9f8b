import type { Slot } from '../contract/op'
import type { Loss } from '../kinds/losses'
import type { LossSettings } from '../kinds/losses/loss'

/** An output with everything that its loss needs. */
export interface Output extends LossSettings {
  readonly id: string
  readonly size: number
  readonly net: Slot
  readonly out: Slot
  readonly loss: Loss
  readonly lossWeight: number
}
