import type { ReactNode } from 'react'
import type { Readout } from './readout'

export interface KeyLine {
  /** Also the name of its value in the readout. */
  readonly id: string
  readonly name: string
  readonly kind?: 'solid' | 'dashed' | 'ring' | 'field'
  /** A CSS variable; entries without one stand for the x axis, such as an epoch. */
  readonly colour?: string
}

interface PlotHeadProps {
  readonly title: ReactNode
  readonly keys: readonly KeyLine[]
  readonly readout: Readout
  readonly children?: ReactNode
}

/** Title and legend of a plot; the legend shows the values under the cursor. */
export function PlotHead({ title, keys, readout, children }: PlotHeadProps) {
  return (
    <header className="plot-head">
      <span className="plot-title">{title}</span>
      <span className="plot-keys">
        {keys.map(({ id, name, kind, colour }) => (
          <span className="plot-key" key={id} title={name}>
            {colour && <Sign kind={kind} colour={`var(${colour})`} />}
            <span className={colour ? 'plot-key-name' : ''}>{name}</span>
            <span className="figure" ref={readout.at(id)} />
          </span>
        ))}
      </span>
      {children}
    </header>
  )
}

/** The symbol of a line or cell in the legend. */
function Sign({ kind, colour }: { readonly kind: KeyLine['kind']; readonly colour: string }) {
  if (kind === 'ring' || kind === 'field')
    return (
      <svg width="10" height="10" aria-hidden>
        <rect x="1" y="1" width="8" height="8" rx="1" style={kind === 'ring' ? { fill: 'none', stroke: colour } : { fill: colour }} strokeWidth="1.5" />
      </svg>
    )
  return (
    <svg width="16" height="8" aria-hidden>
      <line x1="0" y1="4" x2="16" y2="4" style={{ stroke: colour }} strokeWidth="1.5" strokeDasharray={kind === 'dashed' ? '5 3' : undefined} />
    </svg>
  )
}
