import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { registry } from '../../../nodes'
import { portsOf } from '../../document/ports'
import { add, addWired, insert } from '../actions'
import { useCanvas, type AddRequest } from '../canvasStore'
import { Glyph } from '../faces/Glyph'
import { languageOf, nodeText } from '../words'
import { Floating } from './Floating'

interface Entry {
  readonly type: string
  readonly port: string | undefined
  readonly name: string
  readonly summary: string
  readonly glyph: string
  readonly role: string
}

/** Search for a node to add: at the pointer, at the end of a wire that was let go, or on a wire. */
export function AddMenu() {
  const request = useCanvas((state) => state.add)
  return request ? <Search key={`${request.at.x} ${request.at.y}`} request={request} /> : null
}

function Search({ request }: { readonly request: AddRequest }) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const list = useRef<HTMLUListElement>(null)
  const entries = useMemo(() => allEntries(request, language), [request, language])
  const found = useMemo(() => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean)
    return entries.filter((e) => words.every((w) => `${e.name} ${e.type} ${e.port ?? ''} ${e.summary}`.toLowerCase().includes(w)))
  }, [entries, query])
  const close = (): void => useCanvas.setState({ add: undefined })
  const choose = (entry: Entry | undefined): void => {
    if (!entry) return
    close()
    if (request.edge !== undefined) insert(entry.type, request.edge, request.place)
    else if (request.pending && entry.port !== undefined) addWired(entry.type, request.place, request.pending, entry.port)
    else add(entry.type, request.place)
  }
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <Floating at={request.at} onClose={close} className="add-menu" label={t('canvas.add.title')}>
      <input
        autoFocus type="text" role="combobox" aria-expanded aria-controls="add-list" aria-activedescendant={found[active] && `add-${active}`}
        placeholder={t(request.pending ? 'canvas.add.search-wired' : 'canvas.add.search')} value={query} spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value)
          setActive(0)
        }}
        onKeyDown={(event) => {
          event.stopPropagation()
          if (event.key === 'ArrowDown') setActive((i) => Math.min(found.length - 1, i + 1))
          else if (event.key === 'ArrowUp') setActive((i) => Math.max(0, i - 1))
          else if (event.key === 'Enter') choose(found[active])
          else if (event.key === 'Escape' || event.key === 'Tab') close()
          else return
          event.preventDefault()
        }}
      />
      <ul id="add-list" role="listbox" ref={list}>
        {found.map((entry, i) => (
          <li
            key={`${entry.type}.${entry.port ?? ''}`} id={`add-${i}`} role="option" aria-selected={i === active} data-add={entry.type}
            onPointerMove={() => setActive(i)} onClick={() => choose(entry)}
          >
            <Glyph path={entry.glyph} role={entry.role} />
            <span className="entry-name">{entry.name}</span>
            <span className="entry-summary">{entry.summary}</span>
          </li>
        ))}
        {found.length === 0 && <li className="none">{t('canvas.add.none')}</li>}
      </ul>
    </Floating>
  )
}

function allEntries(request: AddRequest, language: 'en' | 'ja'): readonly Entry[] {
  const side = request.pending && (request.pending.side === 'from' ? 'to' : 'from')
  return registry.types.flatMap((type): Entry[] => {
    const text = nodeText(language, type.type)
    const entry = { type: type.type, name: text?.name ?? type.type, summary: text?.summary ?? '', glyph: type.face.glyph, role: type.face.role }
    if (request.edge !== undefined) return type.inputs.length > 0 && type.outputs.length > 0 && !type.isOutput ? [{ ...entry, port: undefined }] : []
    if (!side) return [{ ...entry, port: undefined }]
    const ports = portsOf(type, side)
    return ports.map((port, i) => ({ ...entry, port: port.name, name: ports.length > 1 ? `${entry.name} · ${text?.ports[port.name] ?? port.name}` : entry.name, summary: i === 0 ? entry.summary : '' }))
  })
}
