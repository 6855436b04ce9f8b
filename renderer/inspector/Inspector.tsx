import { useStore } from 'zustand'
import { documentStore } from '../editing/store'
import { DocumentView } from './DocumentView'
import { EdgesView } from './EdgesView'
import { NodesView } from './NodesView'
import { NotesView } from './NotesView'
import './inspector.css'

const none: readonly string[] = []

/** The settings of the selection, or of the document if nothing is selected. */
export function Inspector() {
  const { nodes, edges, notes = none } = useStore(documentStore, (state) => state.selection)
  return (
    <div className="inspector">
      {nodes.length > 0 && <NodesView ids={nodes} />}
      {edges.length > 0 && <EdgesView ids={edges} />}
      {notes.length > 0 && <NotesView ids={notes} />}
      {nodes.length + edges.length + notes.length === 0 && <DocumentView />}
    </div>
  )
}
