import type { TFunction } from 'i18next'
import type { AlgorithmSpec } from '../../../engine/document/types'

/** The name of an algorithm in comparisons. */
export function algorithmName(algorithm: AlgorithmSpec, t: TFunction): string {
  if (algorithm.kind === 'rtrl') {
    const { variant = 'exact' } = algorithm
    return t(variant === 'exact' || variant === 'hybrid' ? `theory.${variant}` : `inspector.choice.${variant}`)
  }
  if (algorithm.kind === 'readout') return t('inspector.choice.readout')
  const { horizon, every } = algorithm
  return typeof horizon === 'number' ? t('theory.bptt-horizon', { horizon, every: every ?? 1 }) : t('theory.bptt-whole')
}
