import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { UnrolledView } from '../../engine/run/streams'
import { labelOf } from '../document/selectors'
import { documentStore } from '../editing/store'
import { compact } from '../languages/numbers'
import { momentStore } from '../workspace/engine'
import type { Row } from './layout'
import { carriedAt, isCut } from './scene'
import type { Pointed } from './Stage'

/** Units whose numbers are read out. */
const READ = 6

/** The numbers of the hovered or selected element. */
export function Readout({ view, rows, pointed }: { readonly view: UnrolledView; readonly rows: readonly Row[]; readonly pointed: Pointed | undefined }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const selection = useStore(documentStore, (state) => state.selection)
  const held = useStore(momentStore, (state) => state.held)
  const now = view.at - view.first
  const edge = pointed ? pointed.edge : selection.edges[0]
  const node = pointed ? (pointed.node ?? pointed.self) : selection.nodes[0]
  const k = pointed?.k ?? now
  const step = view.first + k
  const row = node === undefined ? undefined : rows.find((other) => other.node === node)
  const parameter = view.parameters.find((other) => (edge !== undefined ? other.edge === edge : node !== undefined && other.node === node))
  const texts: string[] = []
  if (row && edge === undefined) {
    const { port, units, size, values, error } = view.ports[row.port]!
    const numbers = Array.from({ length: Math.min(units, READ) }, (_, u) => compact(values[k * units + u]!)).join('  ')
    texts.push(`${labelOf(document, row.node)}${port === 'out' ? '' : `.${port}`} (${step}) = ${numbers}${size > READ ? ' …' : ''}`)
    const e = error[k]
    if (view.loss !== undefined && e !== undefined && !Number.isNaN(e))
      texts.push(`‖∂J(${view.at})/∂${port === 'state' ? 'state' : 'out'}(${step})‖ = ${compact(e)}${isCut(view, k) ? ` ${t('unrolled.read.cut')}` : ''}`)
    const carried = carriedAt(view, row.node, k)
    if (!Number.isNaN(carried)) texts.push(t('unrolled.read.carried', { value: compact(carried) }))
  }
  if (edge !== undefined && !parameter) texts.push(t('unrolled.read.no-weights', { name: edge }))
  if (parameter && view.loss !== undefined) {
    const share = parameter.along[k]
    texts.push(t('unrolled.read.shared', { name: parameter.name, count: view.steps }))
    if (share !== undefined && !Number.isNaN(share)) texts.push(t('unrolled.read.share', { step, value: compact(share) }))
    texts.push(t('unrolled.read.sum', { value: compact(parameter.norm) }))
    if (view.reach.kind !== 'bptt' || view.reach.horizon !== null) texts.push(t('unrolled.read.within', { value: compact(parameter.within) }))
  }
  return (
    <output className={`unrolled-readout ${texts.length > 0 ? 'figure' : ''}`} aria-live={held ? 'polite' : 'off'}>
      {texts.length > 0 ? texts.map((text) => <span key={text}>{text}</span>) : <span>{t('unrolled.read.hint')}</span>}
    </output>
  )
}
