import { useTranslation } from 'react-i18next'
import { passedPort, type NodeType } from '../../../engine/contract/node-type'
import type { Ablation } from '../../../engine/document/types'
import { boxOf, portPlace } from '../../drawing/geometry'

/** Marks a muted or bypassed node over its units; a bypassed node also shows the path that remains. */
export function Aside({ type, mirrored, ablation }: { readonly type: NodeType; readonly mirrored: boolean; readonly ablation: Ablation }) {
  const { t } = useTranslation()
  const { width, height } = boxOf(type)
  const port = ablation === 'bypassed' ? passedPort(type) : undefined
  const out = type.outputs[0]?.name
  const ends = port !== undefined && out !== undefined ? ([portPlace(type, 'to', port, mirrored), portPlace(type, 'from', out, mirrored)] as const) : undefined
  return (
    <div className="aside-from-it">
      {ends && (
        <svg width={width} height={height} aria-hidden>
          <path d={`M${ends[0].x} ${ends[0].y}L${ends[1].x} ${ends[1].y}`} />
        </svg>
      )}
      <span>{t(`ablation.${ablation}`)}</span>
    </div>
  )
}
