import { useTranslation } from 'react-i18next'
import { figure } from '../../languages/numbers'
import type { ParameterValues } from './Matrix'

/** max |λ| of eigenvalues stored as pairs of real and imaginary part. */
export function radiusOf(eigenvalues: Float64Array): number {
  let radius = 0
  for (let i = 0; i < eigenvalues.length; i += 2) radius = Math.max(radius, Math.hypot(eigenvalues[i]!, eigenvalues[i + 1]!))
  return radius
}

/** Statistics of a parameter. */
export function Statistics({ found, eigenvalues }: { readonly found: ParameterValues; readonly eigenvalues: Float64Array | undefined }) {
  const { t } = useTranslation()
  const facts: readonly (readonly [string, number])[] = [
    ['norm', found.norm],
    ['mean', found.mean],
    ['deviation', found.deviation],
    ['minimum', found.minimum],
    ['maximum', found.maximum],
    ...(eigenvalues ? [['radius', radiusOf(eigenvalues)] as const] : []),
  ]
  return (
    <dl className="data-facts">
      {facts.map(([name, value]) => (
        <div key={name} title={t(`panels.weights.${name}-tip`, { defaultValue: '' }) || undefined}>
          <dt>{t(`panels.weights.${name}`)}</dt>
          <dd className="figure">{figure(value)}</dd>
        </div>
      ))}
    </dl>
  )
}
