/** The icon of a node type: a path in a 16 × 16 box, in the colour of its role. */
export function Glyph({ path, role, size = 16 }: { readonly path: string; readonly role: string; readonly size?: number }) {
  return (
    <svg className="glyph" width={size} height={size} viewBox="0 0 16 16" aria-hidden style={{ color: `var(--role-${role})` }}>
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}
