import { explicitRecurrence } from '../eligibility'
import { Sensitivities } from '../sensitivities'
import type { VariantKind } from './variant'

/** RFLO: e-prop whose errors go back through fixed random weights (Murray 2019). */
export const rflo: VariantKind = {
  sparsity: (network) => ({ cut: explicitRecurrence(network) }),
  make: (context) => new Sensitivities(context, { errors: 'random' }),
}
