import { useTranslation } from 'react-i18next'
import { curveOf } from '../../engine/formula/curve'
import type { Formula } from '../../engine/formula/parse'
import { short } from '../languages/numbers'

const FROM = -4
const TO = 4
const POINTS = 161
const WIDTH = 232
const HEIGHT = 96
/** Values farther from 0 than this are cut off. */
const REACH = 1e3

/** f and f′ of a formula of one name, over −4 … 4. */
export function FormulaPlot({ formula }: { readonly formula: Formula }) {
  const { t } = useTranslation()
  const curve = curveOf(formula, FROM, TO, POINTS)
  if (!curve) return null
  const seen = [...curve.y, ...curve.slope].filter((value) => Math.abs(value) <= REACH)
  if (seen.length === 0) return null
  const [low, high] = [Math.min(0, ...seen), Math.max(0, ...seen)]
  const span = Math.max(1e-9, high - low)
  const px = (x: number): number => ((x - FROM) / (TO - FROM)) * WIDTH
  const py = (y: number): number => HEIGHT - 4 - ((y - low) / span) * (HEIGHT - 8)
  /** Lines between points that can be drawn; a value that is not finite makes a gap. */
  const path = (values: readonly number[]): string => {
    let pen = false
    return values
      .map((y, i) => {
        if (!(Math.abs(y) <= REACH)) {
          pen = false
          return ''
        }
        const part = `${pen ? 'L' : 'M'}${px(curve.x[i]!).toFixed(1)} ${py(y).toFixed(1)}`
        pen = true
        return part
      })
      .join('')
  }
  return (
    <figure className="formula-plot">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t('inspector.formula.plot', { name: formula.names[0], from: FROM, to: TO, low: short(low, 2), high: short(high, 2) })}
      >
        <path className="axis" d={`M0 ${py(0)}H${WIDTH}M${px(0)} 0V${HEIGHT}`} />
        <path className="slope" d={path(curve.slope)} />
        <path className="value" d={path(curve.y)} />
      </svg>
      <figcaption>
        <span className="value">f</span>
        <span className="slope">f′</span>
        <span className="number">
          {short(low, 2)} … {short(high, 2)}
        </span>
      </figcaption>
    </figure>
  )
}
