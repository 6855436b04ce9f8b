import { Sensitivities } from '../sensitivities'
import type { VariantKind } from './variant'

/** All sensitivities: the gradient of BPTT over the whole sequence, at every step (Robinson & Fallside 1987; Williams & Zipser 1989). */
export const exact: VariantKind = { composes: true, make: (context, { composed }) => new Sensitivities(context, { composed }) }
