import { useStore } from 'zustand'
import { documentStore } from '../document/store'
import { DocumentView } from './DocumentView'
import { EdgesView } from './EdgesView'
import { NodesView } from './NodesView'
import './inspector.css'

/** What is selected, with all that can be set on it; the document, where nothing is. */
export function Inspector() {
  const { nodes, edges } = useStore(documentStore, (state) => state.selection)
  return (
    <div className="inspector">
      {nodes.length > 0 && <NodesView ids={nodes} />}
      {edges.length > 0 && <EdgesView ids={edges} />}
      {nodes.length === 0 && edges.length === 0 && <DocumentView />}
    </div>
  )
}
