import { useEffect, useRef, memo } from 'react'
import type { EdgeProps } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import { useCanvas } from '../canvasStore'
import { live } from '../live/live'
import type { FlowEdge } from '../model'
import { delaySign } from '../words'

const LOCK = 'M-3 0v-2.2a3 3 0 0 1 6 0V0M-4 0h8v5.5h-8z'

/** A wire: its line, its arrow, its name or its delay, and a wide invisible line that takes the pointer. */
export const WireView = memo(function WireView({ id, data, selected, targetX, targetY }: EdgeProps<FlowEdge>) {
  const { t } = useTranslation()
  const group = useRef<SVGGElement>(null)
  useEffect(() => (group.current ? live.wire(id, group.current) : undefined), [id])
  const splicing = useCanvas((state) => state.splicing === id)
  const reconnecting = useCanvas((state) => state.connecting?.edge === id)
  if (!data) return null
  const { route, kind, role, trainable, delay, severity, strong, arrives } = data
  const { middle, room } = route
  const name = nameOf(id)
  const shown = delay === undefined && (kind !== 'identity' || severity !== undefined) && room > 12 + name.width * 7.4
  return (
    <g
      ref={group}
      className={`wire ${kind} ${route.form} ${severity ?? ''} ${strong ? 'strong' : ''} ${selected ? 'selected' : ''} ${trainable ? '' : 'fixed'} ${splicing ? 'splicing' : ''} ${reconnecting ? 'reconnecting' : ''}`}
      style={{ '--role': `var(--role-${role})` } as React.CSSProperties} data-edge={id}
    >
      <path className="hit react-flow__edge-interaction" d={route.path} />
      <path className="halo" d={route.path} />
      <path className="line" d={route.path} />
      {kind === 'identity' && <path className="core" d={route.path} />}
      <path className="arrow" d={arrives < 0 ? `M${targetX - 3} ${targetY}l-7 -4v8z` : `M${targetX + 3} ${targetY}l7 -4v8z`} />
      {delay !== undefined && (
        <g className="delay-badge" transform={`translate(${middle.x} ${middle.y})`}>
          <rect x="-14" y="-9" width="28" height="18" rx="9" />
          <text y="4" textAnchor="middle">
            {delaySign(delay, false)}
          </text>
        </g>
      )}
      {shown && (
        <text className="name" x={middle.x} y={middle.y - 6} textAnchor="middle">
          {name.stem}
          {name.index && (
            <tspan dy="3" className="index">
              {name.index}
            </tspan>
          )}
        </text>
      )}
      {kind !== 'identity' && !trainable && (
        <g className="frozen" transform={`translate(${middle.x - (shown ? name.width * 3.7 + 9 : 0)} ${middle.y - (shown ? 10 : 1)})`}>
          {!shown && <circle r="8" cy="0.5" />}
          <path d={LOCK} />
        </g>
      )}
      {severity && (
        <g
          className="wire-badge" transform={`translate(${middle.x} ${middle.y})`} role="button" aria-label={t(`canvas.${severity}`)}
          onClick={(event) => {
            event.stopPropagation()
            useCanvas.setState(({ explained }) => ({ explained: explained?.id === id ? undefined : { kind: 'edge', id }, hovered: undefined }))
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

/** W_xh as W with the index xh. */
function nameOf(id: string): { readonly stem: string; readonly index: string; readonly width: number } {
  const cut = id.indexOf('_')
  if (cut <= 0 || cut > 2) return { stem: id, index: '', width: id.length }
  return { stem: id.slice(0, cut), index: id.slice(cut + 1).replaceAll('_', ' '), width: id.length - 1 }
}
