import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { groupColours, type GroupColour } from '../../../engine/document/types'
import { MenuAt, type MenuEntry } from '../../controls/Menu'
import { commandOf, type Target } from '../../keys/commands'
import { useCommands } from '../../keys/useCommands'
import { canPaste, clipboardHoldsPart } from '../actions'
import { closeMenu, useCanvas, type MenuKind } from '../canvasStore'
import { toneOf } from '../groups/GroupFaces'
import { entriesOf, type Colours, type Entry } from './context'

/** The context menu of the item under the pointer. Leaves out commands that cannot act on it. */
export function ContextMenu() {
  const menu = useCanvas((state) => state.menu)
  return menu ? <Menu key={`${menu.on.at?.x} ${menu.on.at?.y}`} kind={menu.kind} on={menu.on} /> : null
}

const COLOURS: readonly (GroupColour | undefined)[] = [...groupColours, undefined]

function Menu({ kind, on }: { readonly kind: MenuKind; readonly on: Target }) {
  const { t } = useTranslation()
  const command = useCommands()
  // Fixed while the menu is open.
  const [entries] = useState(() =>
    entriesOf(kind, on)
      .filter((entry) => entry === 'line' || 'pick' in entry || (commandOf(entry.id) !== undefined && commandOf(entry.id)?.reason?.(on) === undefined))
      .filter((entry, i, all) => entry !== 'line' || (i > 0 && i < all.length - 1 && all[i + 1] !== 'line')),
  )
  const [pasteable, setPasteable] = useState(canPaste)
  useEffect(() => {
    let open = true
    void clipboardHoldsPart().then((holds) => {
      if (open) setPasteable(holds)
    })
    return () => {
      open = false
    }
  }, [])
  const colours = ({ chosen, pick }: Colours): MenuEntry => ({
    label: t('groups.colour'),
    swatches: COLOURS.map((colour) => ({
      id: colour ?? 'none',
      label: t(`groups.colour.${colour ?? 'none'}`),
      colour: toneOf(colour),
      checked: chosen === colour,
      run: () => pick(colour),
    })),
  })
  const item = ({ id, words, keyless, danger }: Entry): MenuEntry => {
    const { hint, ...shown } = command(id, on, words)
    const reason = id === 'paste' && !pasteable ? t('canvas.menu.nothing-to-paste') : shown.reason
    return { ...shown, reason, hint: keyless ? undefined : hint, danger: danger === true }
  }
  return (
    <MenuAt
      className="context-menu"
      label={t('canvas.menu.title')}
      at={on.at!}
      onClose={closeMenu}
      items={entries.map((entry) => (entry === 'line' ? entry : 'pick' in entry ? colours(entry) : item(entry)))}
    />
  )
}
