import { Sensitivities } from '../sensitivities'
import type { VariantKind } from './variant'

/** SnAp-1: keeps only sensitivities of units that a parameter affects within one step (Menick et al. 2021). */
export const snap1: VariantKind = { sparsity: () => ({ masked: true }), light: true, make: (context) => new Sensitivities(context, { errors: 'weights' }) }
