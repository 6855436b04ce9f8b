import { largest, least } from '../../../engine/base/lists'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useCanvas } from '../canvasStore'
import { live } from '../live/live'
import { Tip } from '../live/Tip'
import { REST, useKept } from '../live/useKept'
import type { Scene } from '../../drawing/model'
import { fixed, shapeText, short } from '../../languages/numbers'

interface WireTipProps {
  readonly host: RefObject<HTMLElement | null>
  readonly scene: Scene
  readonly shapes: Readonly<Record<string, readonly number[]>> | undefined
}

/** The tooltip of a wire: name, kind, shape, its norm with the recent course, and the values that it carries. A click keeps it open. */
export function WireTip({ host, scene, shapes }: WireTipProps) {
  const { t } = useTranslation()
  const under = useCanvas((state) => state.hovered)
  const since = useRef({ edge: '', time: 0 })
  useEffect(() => {
    if (since.current.edge !== (under?.edge ?? '')) since.current = { edge: under?.edge ?? '', time: performance.now() }
  }, [under])
  const [kept, close] = useKept(host, () => (performance.now() - since.current.time >= REST ? under : undefined))
  const hovered = kept ?? under
  const [, tick] = useState(0)
  useEffect(() => {
    if (!hovered) return undefined
    const timer = setInterval(() => tick((n) => n + 1), 200)
    return () => clearInterval(timer)
  }, [hovered])
  const edge = hovered && scene.edges.find((e) => e.id === hovered.edge)
  if (!hovered || !edge?.data) return null
  const shape = shapes?.[edge.id]
  const norms = live.norms(edge.id)
  const { kind, spec, trainable, delay, member } = edge.data
  return (
    <Tip
      at={{ left: Math.min(hovered.at.x + 14, innerWidth - 230), top: Math.min(hovered.at.y + 16, innerHeight - 150) }}
      name={edge.id}
      what={`${spec.from} → ${spec.to}`}
      port={spec.from}
      onClose={kept && close}
    >
      <div className="wire-tip-row">
        <span>{t(`canvas.kind.${kind}`)}</span>
        {shape && <span className="number">{shapeText(shape)}</span>}
        {kind !== 'identity' && <span>{t(trainable ? 'canvas.wire.trainable' : 'canvas.wire.fixed')}</span>}
        {delay !== undefined && <span>{t('canvas.caption.delay', { count: delay })}</span>}
        {member && member.owner !== edge.id && <span>{t('canvas.wire.shared', { owner: `${member.owner}${member.transposed ? 'ᵀ' : ''}` })}</span>}
        {spec.scale !== undefined && spec.scale !== 1 && <span className="number">× {short(spec.scale)}</span>}
      </div>
      {norms.length > 0 && (
        <div className="wire-tip-row">
          <span>{t('canvas.wire.norm')}</span>
          <span className="number fixed-width">{fixed(norms.at(-1)!, 3)}</span>
          <Spark values={norms} />
        </div>
      )}
    </Tip>
  )
}

function Spark({ values }: { readonly values: readonly number[] }) {
  if (values.length < 2) return null
  const low = least(values)
  const high = largest(values)
  const span = Math.max(high - low, 1e-6)
  const points = values.map((v, i) => `${((i / (values.length - 1)) * 80).toFixed(1)},${(16 - ((v - low) / span) * 14).toFixed(1)}`).join(' ')
  return (
    <svg className="spark" width="80" height="18" aria-hidden>
      <polyline points={points} fill="none" />
    </svg>
  )
}
