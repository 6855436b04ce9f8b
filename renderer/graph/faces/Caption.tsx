import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { NodeType } from '../../../engine/contract/node-type'
import type { NodeSpec } from '../../../engine/document/types'
import { documentStore } from '../../editing/store'
import { live } from '../live/live'
import { meanNow } from '../live/paint'
import { factOf } from '../../drawing/fact'
import { fixed } from '../../languages/numbers'

/** The line under the heatmap, with the fact that the node type has chosen to show. */
export function Caption({ node, spec, type }: { readonly node: string; readonly spec: NodeSpec; readonly type: NodeType }) {
  const { t } = useTranslation()
  const data = useStore(documentStore, (state) => state.document.data)
  return (
    <div className="caption">
      <span className="fact">{factOf(spec, type, data, t)}</span>
      {type.face.caption === 'openness' && <Openness node={node} />}
    </div>
  )
}

/** The mean of a gate's current value g. */
function Openness({ node }: { readonly node: string }) {
  const { t } = useTranslation()
  const text = useRef<HTMLSpanElement>(null)
  useEffect(
    () =>
      live.node(`${node}.gate`, (signal) => {
        const mean = meanNow(signal)
        if (text.current) text.current.textContent = mean === undefined ? '' : fixed(mean)
      }),
    [node],
  )
  return <span ref={text} className="number" title={t('canvas.caption.open')} />
}
