import type { ReactNode } from 'react'

/** What will appear here, and what to do for it. */
export function Empty({ text, children }: { readonly text: string; readonly children?: ReactNode }) {
  return (
    <div className="panel-empty">
      <p>{text}</p>
      {children}
    </div>
  )
}
