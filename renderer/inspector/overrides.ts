import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { GraphDocument } from '../../engine/document/types'
import { engineStore } from '../workspace/engine'
import type { Field } from './field'
import { overridden } from './overridden'

const none: readonly string[] = []

/** Up to this many names are listed, more are counted. */
const NAMED = 3

/** Returns, for a field without effect on trained weights, a sentence that says how to apply it. */
export function useNote(document: GraphDocument, of: 'nodes' | 'edges' | 'training', ids: readonly string[] = none): (field: Field) => string | undefined {
  const { t } = useTranslation()
  const overrides = useStore(engineStore, ({ state }) => state.overrides) ?? none
  return ({ name }) => {
    const found = overridden(document, of, ids, name, overrides)
    if (found.length === 0) return undefined
    if (of === 'training') return t('inspector.overridden-all', { reset: t('shell.command.reset') })
    const names = found.length > NAMED ? t('inspector.overridden-many', { count: found.length }) : found.join(', ')
    return t('inspector.overridden', { names, reset: t('wires.menu.redraw') })
  }
}
