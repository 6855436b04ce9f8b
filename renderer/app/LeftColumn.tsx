import { ChevronDown, ChevronRight, Search } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { markdown, plainText } from '../../engine/base/markdown'
import { parseDocument } from '../../engine/document/parse'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { finds, wordsIn } from '../controls/search'
import { SearchField } from '../controls/SearchField'
import { documentStore } from '../editing/store'
import { wordsOf } from '../document/translated'
import { BLOCK_DRAG_TYPE, BLOCK_GLYPH, blockEntries, BLOCK_SIZE, canvasActions, Glyph, NODE_DRAG_TYPE } from '../graph'
import { languageOf, nodeText } from '../drawing/words'
import { withPlaces } from '../drawing/layout/arrange'
import { openExample } from '../workspace/files'
import { grouped } from '../workspace/galleryGroups'
import { OwnBlocks } from './OwnBlocks'
import { useSettings, type Settings } from '../workspace/settings'
import { Thumbnail } from './Thumbnail'

/** The palette and the gallery. */
export function LeftColumn() {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const words = wordsIn(query)
  const fits = (text: string): boolean => finds(words, text)
  return (
    <div className="shell-left">
      <label className="search">
        <Search size={14} aria-hidden />
        <SearchField label={t('shell.search')} query={query} onQuery={setQuery} />
      </label>
      <div className={`scroll ${words.length > 0 ? 'searching' : ''}`}>
        <Section name="palette" searching={words.length > 0}>
          <Palette fits={fits} />
        </Section>
        <Section name="blocks" searching={words.length > 0}>
          <Blocks fits={fits} />
          <OwnBlocks fits={fits} />
        </Section>
        <Section name="gallery" searching={words.length > 0}>
          <Gallery fits={fits} />
        </Section>
        <p className="none at-all">{t('shell.nothing-found')}</p>
      </div>
    </div>
  )
}

/** A section of the column; while searching, all are open. */
function Section({ name, searching, children }: { readonly name: keyof Settings['sections']; readonly searching: boolean; readonly children: ReactNode }) {
  const { t } = useTranslation()
  const open = useSettings((state) => state.sections[name]) || searching
  return (
    <section className={`shell-${name}`}>
      <h2>
        <button
          type="button"
          aria-expanded={open}
          disabled={searching}
          onClick={() => useSettings.setState(({ sections }) => ({ sections: { ...sections, [name]: !open } }))}
        >
          {open ? <ChevronDown size={14} /> : <ChevronRight size={14} />}
          {t(`shell.${name}`)}
        </button>
      </h2>
      {open && children}
    </section>
  )
}

interface Filtered {
  readonly fits: (text: string) => boolean
}

function Palette({ fits }: Filtered) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const entries = registry.types
    .map((type) => ({ type, text: nodeText(language, type.type) }))
    .filter(({ type, text }) => fits(`${text?.name ?? ''} ${type.type} ${text?.summary ?? ''}`))
  if (entries.length === 0) return <p className="none">{t('shell.nothing-found')}</p>
  return (
    <ul className="nodes">
      {entries.map(({ type, text }) => (
        <li key={type.type}>
          <button
            type="button"
            draggable
            data-palette={type.type}
            title={text?.summary}
            onClick={() => {
              canvasActions.add(type.type)
              canvasActions.focusCanvas()
            }}
            onDragStart={(event) => {
              event.dataTransfer.setData(NODE_DRAG_TYPE, type.type)
              event.dataTransfer.effectAllowed = 'copy'
            }}
          >
            <Glyph path={type.face.glyph} role={type.face.role} />
            <span>{text?.name ?? type.type}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Largest size to offer for a block; the inspector allows more. */
const MOST = 1024

/** Wired models from the literature. */
function Blocks({ fits }: Filtered) {
  const { t } = useTranslation()
  const [size, setSize] = useState(String(BLOCK_SIZE))
  const units = Number(size)
  const valid = Number.isInteger(units) && units >= 1 && units <= MOST
  const found = blockEntries(t).filter(({ block, name, summary }) => fits(`${name} ${block} ${summary}`))
  if (found.length === 0) return <p className="none">{t('shell.nothing-found')}</p>
  return (
    <>
      <label className="units">
        {t('shell.block.units')}
        <input type="number" min={1} max={MOST} step={1} value={size} aria-invalid={!valid} onChange={(event) => setSize(event.target.value)} />
      </label>
      <ul className="nodes">
        {found.map(({ block, name, summary, role }) => (
          <li key={block}>
            <button
              type="button"
              draggable
              data-block={block}
              disabled={!valid}
              onClick={() => {
                canvasActions.addBlock(block, units)
                canvasActions.focusCanvas()
              }}
              title={valid ? summary : t('shell.block.units.range', { most: MOST })}
              onDragStart={(event) => {
                event.dataTransfer.setData(BLOCK_DRAG_TYPE, `${block} ${units}`)
                event.dataTransfer.effectAllowed = 'copy'
              }}
            >
              <Glyph path={BLOCK_GLYPH} role={role} />
              <span>{name}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

interface GalleryEntry {
  readonly file: string
  readonly text: string
  readonly document: GraphDocument
}

function Gallery({ fits }: Filtered) {
  const { t, i18n } = useTranslation()
  const language = languageOf(i18n.language)
  const [entries, setEntries] = useState<readonly GalleryEntry[]>([])
  const example = useStore(documentStore, (state) => state.origin.example)
  useEffect(() => {
    let there = true
    void window.unfold.examples().then((found) => {
      const read = found.flatMap(({ file, text }): GalleryEntry[] => {
        const { document } = parseDocument(text, registry)
        return document ? [{ file, text, document: withPlaces(document) }] : []
      })
      if (there) setEntries(read)
    })
    return () => {
      there = false
    }
  }, [])
  const found = entries
    .map((entry) => ({ ...entry, ...wordsOf(entry.document, language) }))
    .filter(({ file, document, name = '', description = '' }) => fits(`${file} ${name} ${description} ${document.name ?? ''}`))
  if (found.length === 0) return <p className="none">{t('shell.nothing-found')}</p>
  return (
    <>
      {grouped(found).map(([group, members]) => (
        <div key={group} role="group" aria-labelledby={`gallery-${group}`}>
          <h3 id={`gallery-${group}`}>{t(`shell.gallery.${group}`)}</h3>
          <ul className="documents">
            {members.map(({ file, text, document, name, description }) => (
              <li key={file}>
                <button
                  type="button"
                  data-example={file}
                  title={[name ?? file, firstParagraph(description)].filter(Boolean).join('\n')}
                  aria-current={file === example || undefined}
                  onClick={() => void openExample(file, text)}
                >
                  <Thumbnail document={document} />
                  <span className="words">
                    <b>{name ?? file}</b>
                    <small>{firstParagraph(description)}</small>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  )
}

/** The first paragraph of a description, without Markdown. */
const firstParagraph = (text: string | undefined): string => {
  const first = markdown(text ?? '').find(({ kind }) => kind === 'paragraph')
  return first?.kind === 'paragraph' ? plainText(first.text) : ''
}
