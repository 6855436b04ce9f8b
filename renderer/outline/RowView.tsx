import { ArrowLeft, ArrowRight, ChevronDown, ChevronRight, StickyNote } from 'lucide-react'
import type { MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { engineStore } from '../workspace/engine'
import { useShownReport } from '../workspace/shownReport'
import { TextField } from '../controls/TextField'
import { setLabel } from '../editing/commands'
import { groupsOf } from '../document/groups'
import { portsOf, typeOf, type End, type Side } from '../document/ports'
import { labelOf, problemsByElement, sizesOf, wiresInto, wiresOutOf } from '../document/selectors'
import { documentStore, edit, endGesture } from '../editing/store'
import { Glyph } from '../graph'
import { problemText, languageOf, nodeText, type Language } from '../drawing/words'
import { usualKind } from '../drawing/rules'
import { changeId, refuseId } from '../inspector/idEdit'
import type { OutlineRow } from './rows'

interface RowProps {
  readonly row: OutlineRow
  readonly at: number
  readonly top: number
  readonly active: boolean
  readonly selected: boolean
  readonly renaming: boolean
  readonly onClick: (event: MouseEvent) => void
  readonly onToggle: (node: string) => void
  readonly onOpen: () => void
  readonly onRenamed: () => void
}

/** One row of the list. */
export function RowView({ row, at, top, active, selected, renaming, onClick, onToggle, onOpen, onRenamed }: RowProps) {
  return (
    <div
      id={`outline-row-${at}`}
      className={`outline-row ${row.kind} ${active ? 'active' : ''}`}
      role="row"
      aria-level={row.kind === 'wire' ? 2 : 1}
      aria-posinset={row.at}
      aria-setsize={row.of}
      aria-rowindex={at + 2}
      aria-selected={selected}
      aria-expanded={row.kind === 'node' && row.wires > 0 ? row.open : undefined}
      data-row={row.key}
      style={{ top }}
      onClick={onClick}
      onDoubleClick={onOpen}
    >
      {row.kind === 'node' ? (
        <NodeCells row={row} renaming={renaming} onToggle={onToggle} onRenamed={onRenamed} />
      ) : row.kind === 'wire' ? (
        <WireCells row={row} renaming={renaming} onRenamed={onRenamed} />
      ) : (
        <NoteCells text={row.text} />
      )}
    </div>
  )
}

function useProblemsOf(part: 'nodes' | 'edges', id: string, language: Language): { readonly text: string; readonly severity: 'error' | 'warning' } | undefined {
  const compiled = useShownReport()
  if (!compiled) return undefined
  const errors = problemsByElement(compiled.errors)[part].get(id)
  const found = errors ?? problemsByElement(compiled.warnings)[part].get(id)
  return found && { text: found.map((problem) => problemText(language, problem)).join('\n'), severity: errors ? 'error' : 'warning' }
}

function Mark({ part, id }: { readonly part: 'nodes' | 'edges'; readonly id: string }) {
  const { i18n } = useTranslation()
  const found = useProblemsOf(part, id, languageOf(i18n.language))
  return found ? (
    <span className={`outline-mark ${found.severity}`} role="img" aria-label={found.text} title={found.text}>
      !
    </span>
  ) : null
}

interface NodeCellsProps extends Pick<RowProps, 'renaming' | 'onToggle' | 'onRenamed'> {
  readonly row: Extract<OutlineRow, { kind: 'node' }>
}

function NodeCells({ row: { id, open, wires }, renaming, onToggle, onRenamed }: NodeCellsProps) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const compiled = useStore(engineStore, (state) => state.compiled?.sizes)
  const type = typeOf(document, id)
  const label = labelOf(document, id)
  const groups = groupsOf(document)
  const group = groups.of.get(id)
  return (
    <>
      <span role="gridcell" className="name">
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className="fold"
          style={{ visibility: wires > 0 ? 'visible' : 'hidden' }}
          onClick={(event) => {
            event.stopPropagation()
            onToggle(id)
          }}
        >
          {open ? <ChevronDown size={13} /> : <ChevronRight size={13} />}
        </button>
        {type && <Glyph path={type.face.glyph} role={type.face.role} />}
        {renaming ? (
          <TextField
            label={t('canvas.node.name')}
            value={label}
            autoFocus
            onEnd={onRenamed}
            onChange={(text) => {
              edit('canvas.edit.label', (draft) => setLabel(draft, id, text))
              endGesture()
            }}
          />
        ) : (
          <b>{label}</b>
        )}
        {!renaming && label !== id && <code>{id}</code>}
        {document.nodes[id]!.ablation && <small>{t(`ablation.${document.nodes[id]!.ablation}`)}</small>}
        {group !== undefined && <small>{groups.byId.get(group)?.label}</small>}
        <Mark part="nodes" id={id} />
      </span>
      <span role="gridcell">{nodeText(languageOf(i18n.language), document.nodes[id]!.type)?.name ?? document.nodes[id]!.type}</span>
      <span role="gridcell" className="number">
        {sizesOf(document)[id] ?? compiled?.[id] ?? '?'}
      </span>
      <span role="gridcell" className="number">
        {t('outline.wires', { into: wiresInto(document, id).length, out: wiresOutOf(document, id).length })}
      </span>
    </>
  )
}

interface WireCellsProps extends Pick<RowProps, 'renaming' | 'onRenamed'> {
  readonly row: Extract<OutlineRow, { kind: 'wire' }>
}

function WireCells({ row: { wire, way }, renaming, onRenamed }: WireCellsProps) {
  const { t, i18n } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const shape = useStore(engineStore, (state) => state.compiled?.shapes[wire.id])
  const language = languageOf(i18n.language)
  const kind = document.edges[wire.id]?.kind ?? usualKind(document, wire.to)
  const endName = (end: End, side: Side): string => {
    const type = typeOf(document, end.node)
    const several = portsOf(type, side).length > 1
    return several ? `${labelOf(document, end.node)} · ${nodeText(language, type?.type ?? '')?.ports[end.port] ?? end.port}` : labelOf(document, end.node)
  }
  const far = way === 'out' ? endName(wire.to, 'to') : endName(wire.from, 'from')
  return (
    <>
      <span role="gridcell" className="name">
        {way === 'out' ? <ArrowRight size={13} aria-hidden /> : <ArrowLeft size={13} aria-hidden />}
        <span>{t(way === 'out' ? 'outline.to' : 'outline.from', { node: far })}</span>
        {renaming ? (
          <TextField
            label={t('inspector.id')}
            value={wire.id}
            mono
            autoFocus
            refuse={(text) => refuseId(wire.id, text)}
            onChange={(text) => changeId(wire.id, 'edge', text)}
            onEnd={onRenamed}
          />
        ) : (
          <code>{wire.id}</code>
        )}
        <Mark part="edges" id={wire.id} />
      </span>
      <span role="gridcell">{t(`canvas.kind.${kind}`)}</span>
      <span role="gridcell" className="number">
        {shape?.join(' × ') ?? ''}
      </span>
      <span role="gridcell" />
    </>
  )
}

function NoteCells({ text }: { readonly text: string }) {
  const { t } = useTranslation()
  return (
    <>
      <span role="gridcell" className="name">
        <StickyNote size={13} aria-hidden />
        <span>{text === '' ? t('notes.empty') : text}</span>
      </span>
      <span role="gridcell">{t('notes.label')}</span>
      <span role="gridcell" />
      <span role="gridcell" />
    </>
  )
}
