import { ofError, type LossKind } from './loss'

/** Σ ½e² where |e| ≤ δ, else δ(|e| − ½δ), with e = d − y (Huber 1964). */
export const huber: LossKind = {
  since: 2,
  settings: [{ name: 'delta', kind: 'number', default: 1, min: 0, aboveMin: true }],
  ...ofError(
    (e, { delta }) => (Math.abs(e) <= delta ? 0.5 * e * e : delta * (Math.abs(e) - 0.5 * delta)),
    (e, { delta }) => Math.max(-delta, Math.min(delta, e)),
  ),
}
