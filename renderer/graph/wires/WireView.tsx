import { useEffect, useRef, memo } from 'react'
import type { EdgeProps } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { documentStore } from '../../editing/store'
import { toggleExplained, useCanvas } from '../canvasStore'
import { useGlow } from '../live/glow'
import { live } from '../live/live'
import type { FlowEdge } from '../../drawing/model'
import { delayPower } from '../../drawing/words'
import { arrow } from '../../drawing/wires/arrow'
import { removeBend } from './bending'
import { nameOf } from '../../drawing/wires/name'
import { momentStore } from '../../workspace/engine'
import { isPoked } from '../../workspace/poke'

/** Up to this many selected wires show the grips of their bends; more could have thousands of grips. */
const BENDABLE = 16

const LOCK = 'M-3 0v-2.2a3 3 0 0 1 6 0V0M-4 0h8v5.5h-8z'

/** A wire: line, arrow, name or delay, and a wide invisible line for hit testing. */
export const WireView = memo(function WireView({ id, data, selected }: EdgeProps<FlowEdge>) {
  const { t } = useTranslation()
  const group = useRef<SVGGElement>(null)
  useEffect(() => (group.current ? live.wire(id, group.current) : undefined), [id])
  const splicing = useCanvas((state) => state.splicing === id)
  const reconnecting = useCanvas((state) => state.connecting?.edge === id)
  const many = useStore(documentStore, ({ selection }) => selection.edges.length > BENDABLE)
  const poked = useStore(momentStore, ({ pokes }) => isPoked(pokes, undefined, id))
  const glow = useGlow('wires', id)
  if (!data) return null
  const { route, kind, role, trainable, delay, backward, label, severity, strong, arrives } = data
  const { middle, end } = route
  const name = nameOf(id)
  const at = label?.at ?? middle
  const named = delay === undefined && kind !== 'identity'
  return (
    <g
      ref={group}
      className={`wire ${kind} ${route.form} ${severity ?? ''} ${strong ? 'strong' : ''} ${selected ? 'selected' : ''} ${trainable ? '' : 'fixed'} ${splicing ? 'splicing' : ''} ${reconnecting ? 'reconnecting' : ''} ${data.hidden ? 'ghost' : ''} ${data.carries} ${poked ? 'poked' : ''}`}
      style={{ '--role': `var(--role-${role})`, '--glow': glow } as React.CSSProperties}
      data-edge={id}
      data-glow={glow === undefined ? undefined : glow.toFixed(3)}
    >
      <path className="hit react-flow__edge-interaction" d={route.path} />
      <path className="halo" d={route.path} />
      <path className="line" d={route.path} />
      {kind === 'identity' && <path className="core" d={route.path} />}
      <path className="arrow" d={arrow(end, arrives)} />
      {delay !== undefined && (
        <g className="delay-badge" transform={`translate(${at.x} ${at.y})`}>
          <rect x="-14" y="-9" width="28" height="18" rx="9" />
          <text y="4" textAnchor="middle">
            z
            <tspan className="power" dy="-4">
              {delayPower(delay, backward)}
            </tspan>
          </text>
        </g>
      )}
      {named && (
        <g className={`name ${label?.free ? '' : 'crowded'}`} transform={`translate(${at.x} ${at.y})`}>
          {!trainable && <path className="lock" d={LOCK} transform={`translate(${-name.width / 2 - 8} -1)`} />}
          {data.member && (
            <g
              className={`family ${data.member.owner === id ? 'owner' : ''}`}
              data-family={data.member.family}
              transform={`translate(${-0.6 * name.width - (trainable ? 9 : 22)} 0)`}
            >
              <rect x={data.member.transposed ? -13 : -8} y="-8" width={data.member.transposed ? 21 : 16} height="16" rx="8" />
              <text x={data.member.transposed ? -2.5 : 0} y="4" textAnchor="middle">
                {data.member.family}
                {data.member.transposed && 'ᵀ'}
              </text>
            </g>
          )}
          <text y="4" textAnchor="middle">
            {name.stem}
            {name.index && (
              <tspan dy="3" className="index">
                {name.index}
              </tspan>
            )}
          </text>
        </g>
      )}
      {selected
        && !many
        && data.bends?.map((bend, i) => (
          <circle
            key={i}
            className="bend nodrag nopan"
            cx={bend.x}
            cy={bend.y}
            r="5"
            data-bend={`${id} ${i}`}
            onDoubleClick={(event) => {
              event.stopPropagation()
              removeBend(id, i)
            }}
          >
            <title>{t('wires.bend')}</title>
          </circle>
        ))}
      {severity && (
        <g
          className="wire-badge"
          transform={`translate(${middle.x} ${middle.y})`}
          role="button"
          aria-label={t(`canvas.${severity}`)}
          onClick={(event) => {
            event.stopPropagation()
            toggleExplained('edge', id)
          }}
        >
          <circle r="9" />
          <text y="4" textAnchor="middle">
            !
          </text>
        </g>
      )}
    </g>
  )
})
