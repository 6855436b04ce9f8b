import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { equationOf } from '../../engine/export/latex'
import { registry } from '../../nodes'
import { engineStore } from '../workspace/engine'
import { Equation } from '../controls/Equation'
import { Markdown } from '../controls/Markdown'
import { Row } from '../controls/Row'
import { Section } from '../controls/Section'
import { TextField } from '../controls/TextField'
import { setLabel } from '../editing/commands'
import { typeOf } from '../document/ports'
import { labelOf, sizesOf } from '../document/selectors'
import { documentStore, edit, endGesture, undo } from '../editing/store'
import { Glyph } from '../graph/faces/Glyph'
import { languageOf, nodeText } from '../drawing/words'
import { FieldRow } from './FieldRow'
import { Head } from './Head'
import { IdRow } from './IdRow'
import { Kin } from './Kin'
import { nodeFields } from './nodeFields'
import { useNote } from './overrides'
import { Problems, useProblems } from './Problems'

const noColumns: readonly string[] = []

/** One or several nodes, and all parameters that they share. */
export function NodesView({ ids }: { readonly ids: readonly string[] }) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const sizes = useStore(engineStore, (state) => state.compiled?.sizes)
  const columns = useStore(engineStore, (state) => state.compiled?.columns) ?? noColumns
  const found = useProblems((problem) => problem.nodes.some((node) => ids.includes(node)))
  const language = languageOf(i18n.language)
  const fields = nodeFields(document, ids, { sizes: { ...sizes, ...sizesOf(document) }, columns }, language, t)
  const types = [...new Set(ids.map((id) => document.nodes[id]?.type ?? ''))]
  const note = useNote(document, 'nodes', ids)
  const [id] = ids
  const type = id === undefined ? undefined : typeOf(document, id)
  const one = ids.length === 1 && id !== undefined
  const names = types.map((name) => nodeText(language, name)?.name ?? name).join(t('inspector.and'))
  return (
    <>
      {one ? (
        <Head glyph={type && <Glyph path={type.face.glyph} role={type.face.role} />} title={labelOf(document, id)} kind={names} />
      ) : (
        <Head title={t('inspector.nodes', { count: ids.length })} kind={names} />
      )}
      <Problems found={found} own={ids} />
      {one && (
        <div className="inspector-group">
          <IdRow key={id} id={id} of="node" />
          <Kin id={id} of="nodes" />
          <LabelRow key={`label ${id}`} id={id} label={document.view?.nodes?.[id]?.label ?? ''} />
        </div>
      )}
      {one && !type && <p className="inspector-note">{t('canvas.type-unknown', { type: document.nodes[id]?.type })}</p>}
      {fields.length > 0 && (
        <Section name="parameters" title={t('inspector.parameters')}>
          {fields.map((field) => (
            <FieldRow key={`${ids.join(' ')} ${field.name}`} field={field} note={note(field)} />
          ))}
        </Section>
      )}
      {!one && fields.length === 0 && <p className="inspector-note">{t('inspector.nothing-common')}</p>}
      {one && type && (
        <Section name="equation" title={t('inspector.equation')}>
          <div className="inspector-equation">
            <Equation tex={equationOf(document, id, registry)} display />
          </div>
          <div className="inspector-help">
            <Markdown text={nodeText(language, type.type)?.help ?? ''} />
          </div>
        </Section>
      )}
    </>
  )
}

/** The label that the user gives a node; empty for its id. */
function LabelRow({ id, label }: { readonly id: string; readonly label: string }) {
  const { t } = useTranslation()
  return (
    <Row label={t('inspector.label')} help={t('inspector.label.help')} name="label">
      {(field, describedBy) => (
        <TextField
          id={field}
          describedBy={describedBy}
          value={label}
          placeholder={id}
          live
          onChange={(text) => edit('canvas.edit.label', (draft) => setLabel(draft, id, text), { merge: `inspector ${id} label` })}
          onEnd={(reverted) => {
            if (reverted) undo()
            endGesture()
          }}
        />
      )}
    </Row>
  )
}
