import { Sensitivities } from '../sensitivities'
import type { VariantKind } from './variant'

/** SnAp-1: sensitivities are kept where a parameter acts at once, and nowhere else (Menick et al. 2021). */
export const snap1: VariantKind = { sparsity: () => ({ masked: true }), light: true, make: (context) => new Sensitivities(context, { errors: 'weights' }) }
