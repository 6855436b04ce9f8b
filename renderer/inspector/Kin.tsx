import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { familiesOf, kinOf } from '../document/families'
import { documentStore, select } from '../editing/store'

/** The owner of a shared parameter and those that use it too; a click selects one. */
export function Kin({ id, of }: { readonly id: string; readonly of: 'nodes' | 'edges' }) {
  const { t } = useTranslation()
  const document = useStore(documentStore, (state) => state.document)
  const families = familiesOf(document)
  const own = families.get(id)
  if (!own) return null
  const kin = kinOf(families, id)
  const button = (other: string) => (
    <button
      key={other}
      type="button"
      className="inspector-end"
      title={t('inspector.select-node', { node: other })}
      onClick={() => select({ nodes: [], edges: [], [of]: [other] })}
    >
      <span>{other}</span>
    </button>
  )
  return (
    <div className="inspector-kin">
      <span>{t(own.owner === id ? `inspector.kin.owner-${of}` : `inspector.kin.user-${of}`)}</span>
      {(own.owner === id ? kin : [own.owner]).map(button)}
    </div>
  )
}
