import { show } from '../../workspace/dialogStore'

/** Writes a file that the user names. */
export async function write(name: string, suffix: string, content: string | Uint8Array): Promise<void> {
  const result = await window.unfold.export({ name, files: [{ suffix, content }] })
  if (result && !result.ok) show({ kind: 'failure', title: 'export.failed', values: { name }, reason: result.reason })
}
