import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { NodeType } from '../../../engine/contract/node-type'
import type { NodeSpec } from '../../../engine/document/types'
import { documentStore } from '../../document/store'
import { live } from '../live/live'
import { meanNow } from '../live/paint'
import { short } from '../words'

const valueOf = (spec: NodeSpec, type: NodeType, name: string): unknown => {
  if (spec[name] !== undefined) return spec[name]
  const declared = type.parameters.find((p) => p.name === name)
  return declared && 'default' in declared ? declared.default : undefined
}

/** The one line under the heatmap: the fact that the type has chosen. */
export function Caption({ node, spec, type }: { readonly node: string; readonly spec: NodeSpec; readonly type: NodeType }) {
  const { t } = useTranslation()
  const inline = useStore(documentStore, (state) => state.document.data?.kind === 'inline')
  const value = (name: string): unknown => valueOf(spec, type, name)
  const activation = String(value('activation') ?? '')
  const parts: string[] = []
  switch (type.face.caption) {
    case 'activation':
      parts.push(activation)
      if (value('bias') === false) parts.push(t('canvas.caption.no-bias'))
      break
    case 'delay':
      parts.push(t('canvas.caption.delay', { count: Number(value('delay')) }))
      if (value('decay') !== 0) parts.push(t('canvas.caption.decay', { decay: short(Number(value('decay'))) }))
      break
    case 'openness':
      parts.push(activation)
      break
    case 'state':
      parts.push(activation)
      break
    case 'leak':
      parts.push(t('canvas.caption.radius', { radius: short(Number(value('spectralRadius'))) }))
      if (value('leak') !== 1) parts.push(t('canvas.caption.leak', { leak: short(Number(value('leak'))) }))
      break
    case 'columns': {
      const columns = value('columns')
      if (Array.isArray(columns) && columns.length > 0) parts.push(columns.join(', '))
      else parts.push(t(inline ? 'canvas.caption.inline' : 'canvas.caption.no-columns'))
      break
    }
    case 'loss':
      parts.push(t(`canvas.caption.loss.${String(value('loss'))}`))
      if (Number(value('ahead')) > 0) parts.push(t('canvas.caption.ahead', { count: Number(value('ahead')) }))
      break
  }
  if (value('direction') === 'backward') parts.push(t('canvas.caption.backward'))
  return (
    <div className="caption">
      <span className="fact">{parts.join(' · ')}</span>
      {type.face.caption === 'openness' && <Openness node={node} />}
    </div>
  )
}

/** How far a gate is open now: the mean of its g. */
function Openness({ node }: { readonly node: string }) {
  const { t } = useTranslation()
  const text = useRef<HTMLSpanElement>(null)
  useEffect(
    () =>
      live.node(`${node}.gate`, (signal) => {
        const mean = meanNow(signal)
        if (text.current) text.current.textContent = mean === undefined ? '' : mean.toFixed(2)
      }),
    [node],
  )
  return <span ref={text} className="number" title={t('canvas.caption.open')} />
}
