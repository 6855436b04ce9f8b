import type { ReactNode } from 'react'

/** Placeholder of an empty panel: what will appear, and how. */
export function Empty({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="panel-empty">
      <p>{text}</p>
      {children}
    </div>
  )
}
