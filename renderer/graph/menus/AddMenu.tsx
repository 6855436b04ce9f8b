import { Fragment, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { add, addBlock, addWired, insert } from '../actions'
import { type AddRequest, closeSearch, useCanvas } from '../canvasStore'
import { Glyph } from '../faces/Glyph'
import { languageOf } from '../../drawing/words'
import { replace } from '../wiring'
import { allEntries, search, unitsWithin, type Entry } from './entries'
import { Floating } from '../../controls/Floating'
import { ListSearch } from '../../controls/ListSearch'

/** The search for a node or block to add: at the pointer, at the dropped end of a wire, or on a wire. */
export function AddMenu() {
  const request = useCanvas((state) => state.add)
  return request ? <Search key={`${request.at.x} ${request.at.y}`} request={request} /> : null
}

function Search({ request }: { readonly request: AddRequest }) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const [typed, setTyped] = useState<number>()
  const list = useRef<HTMLUListElement>(null)
  const size = useRef<HTMLInputElement>(null)
  const entries = useMemo(() => allEntries(request, language, t), [request, language, t])
  const { found, units } = useMemo(() => search(entries, query), [entries, query])
  const current = found[active]
  const chosenUnits = current?.units === undefined ? undefined : (units ?? typed ?? current.units)
  const asks = request.replace ? 'wires.search-replace' : request.pending ? 'canvas.add.search-wired' : 'canvas.add.search'
  const close = closeSearch
  const choose = (entry: Entry | undefined): void => {
    if (!entry) return
    close()
    // A type with inferred size gets none, and a type's default size applies unless the user gave another.
    const asked = entry.units === undefined ? undefined : (units ?? typed)
    if (entry.block) addBlock(entry.block, asked ?? entry.units ?? 1, request.free === true ? undefined : request.place, request.pending)
    else if (entry.type === undefined) return
    else if (request.replace) replace(entry.type, request.replace, asked)
    else if (request.edge !== undefined) insert(entry.type, request.edge, request.place, asked)
    else if (request.pending && entry.port !== undefined) addWired(entry.type, request.place, request.pending, entry.port, asked)
    else add(entry.type, request.free === true ? undefined : request.place, asked)
  }
  useEffect(() => {
    list.current?.querySelector(`#add-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <Floating at={request.at} onClose={close} role="dialog" className="graph-floating add-menu" label={t('canvas.add.title')}>
      <ListSearch
        id="add"
        label={t(asks)}
        query={query}
        onQuery={setQuery}
        count={found.length}
        active={active}
        onActive={setActive}
        onChoose={() => choose(current)}
        onOtherKey={(event) => {
          event.stopPropagation()
          if (event.key === 'Tab' && size.current) size.current.select()
          else if (event.key === 'Tab' || event.key === 'Escape') close()
          else return
          event.preventDefault()
        }}
      />
      <ul id="add-list" role="listbox" aria-label={t('canvas.add.title')} ref={list}>
        {found.map((entry, i) => (
          <Fragment key={entry.id}>
            {(i === 0 ? query === '' : found[i - 1]!.block === undefined) && (i === 0 || entry.block) && (
              <li className="heading" role="presentation">
                {t(entry.block ? 'canvas.add.blocks' : 'canvas.add.nodes')}
              </li>
            )}
            <li
              id={`add-${i}`}
              role="option"
              aria-selected={i === active}
              data-add={entry.block ?? entry.type}
              onPointerMove={() => setActive(i)}
              onClick={() => choose(entry)}
            >
              <Glyph path={entry.glyph} role={entry.role} />
              <span className="entry-name">{entry.name}</span>
              <span className="entry-summary">{entry.summary}</span>
            </li>
          </Fragment>
        ))}
        {found.length === 0 && <li className="none">{t('canvas.add.none')}</li>}
      </ul>
      {chosenUnits !== undefined && (
        <label className="add-units">
          <span>{t('canvas.add.units')}</span>
          <input
            ref={size}
            type="number"
            className="number"
            min={1}
            max={65_536}
            value={chosenUnits}
            disabled={units !== undefined}
            onChange={(event) => setTyped(unitsWithin(event.target.valueAsNumber || 1))}
            onKeyDown={(event) => {
              event.stopPropagation()
              if (event.key === 'Enter') choose(current)
              else if (event.key === 'Escape') close()
              else return
              event.preventDefault()
            }}
          />
          <small>{t('canvas.add.units-hint')}</small>
        </label>
      )}
    </Floating>
  )
}
