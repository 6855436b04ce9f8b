import type { ReactNode } from 'react'

/** The heading of a view: icon, name, kind. */
export function Head({
  glyph,
  title,
  kind,
  aside,
}: {
  readonly glyph?: ReactNode
  readonly title: ReactNode
  readonly kind?: ReactNode
  readonly aside?: ReactNode
}) {
  return (
    <header className="inspector-head">
      {glyph}
      <h2>{title}</h2>
      {kind && (
        <span className="inspector-kind" title={typeof kind === 'string' ? kind : undefined}>
          {kind}
        </span>
      )}
      {aside}
    </header>
  )
}
