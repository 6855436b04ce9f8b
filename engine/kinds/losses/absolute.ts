import { ofError, type LossKind } from './loss'

/** Σ |d−y|, with the slope 0 at 0. */
export const absolute: LossKind = { since: 2, ...ofError(Math.abs, Math.sign) }
