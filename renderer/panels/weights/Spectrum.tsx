import { useTranslation } from 'react-i18next'
import { radiusOf } from './Statistics'

/** Eigenvalues in the complex plane with the unit circle: modes inside decay, modes outside grow. */
export function Spectrum({ eigenvalues }: { readonly eigenvalues: Float64Array }) {
  const { t } = useTranslation()
  const radius = radiusOf(eigenvalues)
  // In steps of a quarter, so that the circle does not move with the values.
  const reach = Math.max(1.25, Math.ceil(radius * 1.1 * 4) / 4)
  const points = Array.from({ length: eigenvalues.length / 2 }, (_, i) => [eigenvalues[2 * i]!, eigenvalues[2 * i + 1]!] as const)
  return (
    <figure className="weights-spectrum">
      <figcaption className="plot-head">
        <span className="plot-title">{t('panels.weights.eigenvalues')}</span>
      </figcaption>
      <svg viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`} role="img" aria-label={t('panels.weights.eigenvalues-tip')}>
        <title>{t('panels.weights.eigenvalues-tip')}</title>
        <path className="axis" d={`M${-reach} 0H${reach}M0 ${-reach}V${reach}`} vectorEffect="non-scaling-stroke" />
        <circle className="unit" r="1" vectorEffect="non-scaling-stroke" />
        {points.map(([re, im], i) => (
          <circle key={i} className={Math.hypot(re, im) > 1 ? 'outside' : ''} cx={re} cy={-im} r={reach * 0.022} />
        ))}
      </svg>
    </figure>
  )
}
