import { X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BLOCK_GLYPH, Glyph } from '../graph'
import { dropBlock, OWN_BLOCK_DRAG_TYPE, renameBlock, takeBlock, useLibrary } from '../graph/library'

/** The user's blocks: click or drag to add; F2 or right click to rename; or delete. */
export function OwnBlocks({ fits }: { readonly fits: (text: string) => boolean }) {
  const { t } = useTranslation()
  const all = useLibrary((state) => state.blocks)
  const [renaming, setRenaming] = useState<string>()
  const found = all.filter(({ name }) => fits(name))
  if (found.length === 0) return null
  return (
    <>
      <h3 className="own-blocks">{t('library.title')}</h3>
      <ul className="nodes own-blocks">
        {found.map(({ id, name }) => (
          <li key={id}>
            {renaming === id ? (
              <input
                type="text"
                defaultValue={name}
                maxLength={80}
                aria-label={t('library.name')}
                autoFocus
                onBlur={(event) => {
                  renameBlock(id, event.target.value)
                  setRenaming(undefined)
                }}
                onKeyDown={(event) => {
                  if (event.nativeEvent.isComposing) return
                  if (event.key === 'Escape') event.currentTarget.value = name
                  if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
                }}
              />
            ) : (
              <>
                <button
                  type="button"
                  draggable
                  data-own-block={id}
                  title={t('library.take')}
                  onClick={() => takeBlock(id)}
                  onKeyDown={(event) => {
                    if (event.key === 'F2') setRenaming(id)
                  }}
                  onContextMenu={(event) => {
                    event.preventDefault()
                    setRenaming(id)
                  }}
                  onDragStart={(event) => {
                    event.dataTransfer.setData(OWN_BLOCK_DRAG_TYPE, id)
                    event.dataTransfer.effectAllowed = 'copy'
                  }}
                >
                  <Glyph path={BLOCK_GLYPH} role="layer" />
                  <span>{name}</span>
                </button>
                <button
                  type="button"
                  className="drop"
                  aria-label={t('library.delete', { name })}
                  title={t('library.delete', { name })}
                  onClick={() => dropBlock(id)}
                >
                  <X size={14} aria-hidden />
                </button>
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  )
}
