import { useEffect, useState } from 'react'
import { largest, least } from '../../../engine/base/lists'
import type { Signal } from '../../../engine/run/streams'
import { colourOf, isSecondRound } from '../../controls/lineColours'
import { compact } from '../../languages/numbers'
import { watch } from '../../workspace/engine'
import { LINES } from '../../workspace/pinned'

/** Units whose values are shown as numbers; further ones only as a drawing. */
const READ = 4
const WIDTH = 200
const HEIGHT = 36

/** The values of a port at the moment, and their course over the last steps, both updated live. */
export function Values({ port }: { readonly port: string }) {
  const [signal, see] = useState<Signal>()
  useEffect(() => {
    const watching = watch({ kind: 'signal', port }).subscribe(see)
    return () => watching.unsubscribe()
  }, [port])
  if (!signal || signal.steps < 1) return null
  const { units, steps, values } = signal
  const at = Math.min(signal.at ?? steps - 1, steps - 1)
  const [low, high] = [least(values), largest(values)]
  const x = (step: number): string => ((step / Math.max(1, steps - 1)) * WIDTH).toFixed(1)
  const y = (value: number): string => (HEIGHT - 2 - ((value - low) / Math.max(1e-9, high - low)) * (HEIGHT - 4)).toFixed(1)
  const lines = Array.from({ length: Math.min(units, LINES) }, (_, unit) => unit)
  return (
    <div className="tip-values">
      <div className="wire-tip-row">
        {lines.slice(0, READ).map((unit) => (
          <span key={unit} className="number fixed-width" style={{ color: `var(${colourOf(unit)})` }}>
            {compact(values[at * units + unit]!)}
          </span>
        ))}
        {units > READ && <span>…</span>}
      </div>
      <svg width={WIDTH} height={HEIGHT} aria-hidden>
        {lines.map((unit) => (
          <polyline
            key={unit}
            fill="none"
            stroke={`var(${colourOf(unit)})`}
            strokeDasharray={isSecondRound(unit) ? '5 3' : undefined}
            points={Array.from({ length: steps }, (_, step) => `${x(step)},${y(values[step * units + unit]!)}`).join(' ')}
          />
        ))}
        {signal.at !== undefined && <line x1={x(at)} x2={x(at)} y1={0} y2={HEIGHT} stroke="var(--text-tertiary)" />}
      </svg>
    </div>
  )
}
