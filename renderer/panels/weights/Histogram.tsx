import { useTranslation } from 'react-i18next'
import { compact } from '../../languages/numbers'
import type { ParameterValues } from './Matrix'

const WIDTH = 205
const HEIGHT = 64

/** Histogram of the weights. */
export function Histogram({ histogram: { reach, counts } }: { readonly histogram: ParameterValues['histogram'] }) {
  const { t } = useTranslation()
  const most = Math.max(1, ...counts)
  const width = WIDTH / counts.length
  return (
    <figure className="weights-histogram">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={t('panels.weights.histogram')}>
        {counts.map((count, i) => {
          const height = count === 0 ? 0 : Math.max(1, (count / most) * (HEIGHT - 2))
          const middle = (counts.length - 1) / 2
          return (
            <rect
              key={i}
              className={i < middle ? 'negative' : i > middle ? 'positive' : 'zero'}
              x={i * width + 0.5}
              y={HEIGHT - height}
              width={width - 1}
              height={height}
            />
          )
        })}
      </svg>
      <figcaption className="figure">
        <span>{compact(-reach)}</span>
        <span>0</span>
        <span>{compact(reach)}</span>
      </figcaption>
    </figure>
  )
}
