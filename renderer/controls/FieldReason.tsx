/** Why the content of a field is refused. */
export function FieldReason({ id, text }: { readonly id?: string; readonly text: string }) {
  return (
    <p id={id} className="field-reason" role="alert">
      {text}
    </p>
  )
}
