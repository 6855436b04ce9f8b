import type { AlgorithmSpec } from '../../../document/types'
import { eProp } from './e-prop'
import { exact } from './exact'
import { hybrid } from './hybrid'
import { rflo } from './rflo'
import { snap1 } from './snap-1'
import { uoro } from './uoro'
import type { VariantKind } from './variant'

/** The `variant` of a document's algorithm; `engine/kinds/algorithms.ts` names them. */
export type Variant = NonNullable<(AlgorithmSpec & { kind: 'rtrl' })['variant']>

/** The variants by their names, in the order in which they are compared. */
export const variantKinds: Readonly<Record<Variant, VariantKind>> = { exact, hybrid, 'snap-1': snap1, 'e-prop': eProp, rflo, uoro }

export const variants = Object.keys(variantKinds) as readonly Variant[]
