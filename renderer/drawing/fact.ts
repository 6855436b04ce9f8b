import { activationWord } from '../../engine/contract/formula'
import type { NodeType } from '../../engine/contract/node-type'
import { newerSettings } from '../../engine/document/newer'
import type { DataSpec, NodeSpec } from '../../engine/document/types'
import { short } from '../languages/numbers'

/** Looks up a text by its key and fills in the values. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string

const valueOf = (spec: NodeSpec, type: NodeType, name: string): unknown => {
  if (spec[name] !== undefined) return spec[name]
  const declared = type.parameters.find((p) => p.name === name)
  return declared && 'default' in declared ? declared.default : undefined
}

/** A coefficient: its number, or the least and the largest of its units. */
function spread(value: unknown): string {
  if (!Array.isArray(value)) return short(Number(value))
  const numbers = value.map(Number)
  return `${short(Math.min(...numbers))}–${short(Math.max(...numbers))}`
}

/** The line under a node: the fact that its type has chosen to show. */
export function factOf(spec: NodeSpec, type: NodeType, data: DataSpec | undefined, t: Translate): string {
  const newer = newerSettings(spec)
  // Defaults in their place would misrepresent the document.
  if (newer.length > 0) return t('canvas.caption.newer', { settings: newer.join(', ') })
  const value = (name: string): unknown => valueOf(spec, type, name)
  const activation = activationWord(value('activation') ?? '')
  const parts: string[] = []
  switch (type.face.caption) {
    case 'activation':
      parts.push(activation)
      if (value('bias') === false) parts.push(t('canvas.caption.no-bias'))
      break
    case 'delay':
      parts.push(t('canvas.caption.delay', { count: Number(value('delay')) }))
      if (value('decay') !== 0) parts.push(t('canvas.caption.decay', { decay: spread(value('decay')) }))
      break
    case 'openness':
      parts.push(activation)
      break
    case 'state':
      parts.push(activation)
      break
    case 'leak':
      parts.push(t('canvas.caption.radius', { radius: short(Number(value('spectralRadius'))) }))
      if (value('leak') !== 1) parts.push(t('canvas.caption.leak', { leak: spread(value('leak')) }))
      break
    case 'columns': {
      const columns = value('columns')
      if (Array.isArray(columns) && columns.length > 0) parts.push(columns.join(', '))
      else if (data?.kind === 'task') parts.push(t(`inspector.task.${data.task}`, { defaultValue: data.task }))
      else parts.push(t(data?.kind === 'inline' ? 'canvas.caption.inline' : 'canvas.caption.no-columns'))
      break
    }
    case 'formula':
      parts.push(String(value('formula')))
      break
    case 'threshold':
      parts.push(`θ = ${short(Number(value('threshold')))}`)
      if (value('adaptation') !== 0) parts.push(`β = ${short(Number(value('adaptation')))}`)
      break
    case 'loss':
      parts.push(t(`canvas.caption.loss.${String(value('loss'))}`))
      if (Number(value('ahead')) > 0) parts.push(t('canvas.caption.ahead', { count: Number(value('ahead')) }))
      break
  }
  if (value('direction') === 'backward') parts.push(t('canvas.caption.backward'))
  return parts.join(' · ')
}
