import { ofError, type LossKind } from './loss'

/** Σ max(q·e, (q−1)·e) with e = d − y, least where y is the q-quantile of d (Koenker and Bassett 1978); slope 0 at 0. */
export const quantile: LossKind = {
  since: 2,
  settings: [{ name: 'quantile', kind: 'number', default: 0.5, min: 0, aboveMin: true, max: 1, belowMax: true }],
  ...ofError(
    (e, { quantile: q }) => Math.max(q * e, (q - 1) * e),
    (e, { quantile: q }) => (e > 0 ? q : e < 0 ? q - 1 : 0),
  ),
}
