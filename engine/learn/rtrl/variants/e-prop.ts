import { explicitRecurrence } from '../eligibility'
import { Sensitivities } from '../sensitivities'
import type { VariantKind } from './variant'

/** e-prop: sensitivities do not propagate through the explicit recurrence (Bellec et al. 2020). */
export const eProp: VariantKind = {
  sparsity: (network) => ({ cut: explicitRecurrence(network) }),
  light: true,
  make: (context) => new Sensitivities(context, { errors: 'weights' }),
}
