import { ArrowRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { engineStore } from '../workspace/engine'
import { Section } from '../controls/Section'
import { resolveEnd, typeOf, type End } from '../document/ports'
import { labelOf } from '../document/selectors'
import { documentStore, select } from '../editing/store'
import { Glyph } from '../graph/faces/Glyph'
import { languageOf, nodeText } from '../drawing/words'
import { shapeText } from '../languages/numbers'
import { edgeFields, kindOf } from './edgeFields'
import { FieldRow } from './FieldRow'
import { Head } from './Head'
import { IdRow } from './IdRow'
import { Kin } from './Kin'
import { Norm } from './Norm'
import { useNote } from './overrides'
import { Problems, useProblems } from './Problems'

/** One or several wires: ends, kind of projection and its parameters. */
export function EdgesView({ ids }: { readonly ids: readonly string[] }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const shapes = useStore(engineStore, (state) => state.compiled?.shapes)
  const found = useProblems((problem) => problem.edges.some((edge) => ids.includes(edge)))
  const fields = edgeFields(document, ids, t)
  const note = useNote(document, 'edges', ids)
  const [id] = ids
  const edge = id === undefined ? undefined : document.edges[id]
  const one = ids.length === 1 && id !== undefined && edge !== undefined
  const shape = one ? shapes?.[id] : undefined
  const shared = ids.every((other) => kindOf(document, other) === kindOf(document, ids[0]!))
  return (
    <>
      <Head
        title={one ? id : t('inspector.edges', { count: ids.length })}
        kind={
          <>
            {shared && id !== undefined && t(`canvas.kind.${kindOf(document, id)}`)}
            {shape && <span className="number"> {shapeText(shape)}</span>}
          </>
        }
      />
      <Problems found={found} own={ids} />
      {one && (
        <div className="inspector-group">
          <div className="inspector-ends">
            <EndButton end={resolveEnd(document, edge.from, 'from')} side="from" />
            <ArrowRight size={14} aria-label={t('inspector.to')} />
            <EndButton end={resolveEnd(document, edge.to, 'to')} side="to" />
          </div>
          <IdRow key={id} id={id} of="edge" />
          <Kin id={id} of="edges" />
        </div>
      )}
      <Section name="projection" title={t('inspector.projection')}>
        {fields.map((field) => (
          <FieldRow key={`${ids.join(' ')} ${field.name}`} field={field} note={note(field)} />
        ))}
        {one && shape && <Norm edge={id} />}
      </Section>
    </>
  )
}

/** An end of a wire; a click selects its node. */
function EndButton({ end, side }: { readonly end: End; readonly side: 'from' | 'to' }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const type = typeOf(document, end.node)
  const ports = side === 'from' ? type?.outputs : type?.inputs
  const port = ports && ports.length > 1 ? (nodeText(languageOf(i18n.language), type?.type ?? '')?.ports[end.port] ?? end.port) : undefined
  return (
    <button
      type="button"
      className="inspector-end"
      title={t('inspector.select-node', { node: labelOf(document, end.node) })}
      onClick={() => select({ nodes: [end.node], edges: [] })}
    >
      {type && <Glyph path={type.face.glyph} role={type.face.role} size={14} />}
      <span>{labelOf(document, end.node)}</span>
      {port && <small>{port}</small>}
    </button>
  )
}
