import { problem } from '../base/problem'
import { FORMAT, VERSION, type GraphDocument } from '../document/types'
import { TableIntake, accountOf, columnNames, keysOf, readData, type ColumnChange, type Table, type TableRead } from '../data'
import type { PreviewSource } from './preview'
import type { TableCommand, TableMessage, TableProgressMessage } from './protocol'

/** Tables that a session was given piece by piece, by number: the data of its document, and what may become it. */
export class Tables {
  private readonly open = new Map<number, TableIntake>()
  private readonly read = new Map<number, TableRead>()

  private readonly previews = new WeakMap<TableRead, PreviewSource>()

  constructor(private readonly tell: (message: TableMessage | TableProgressMessage) => void) {}

  get(table: number | undefined): TableRead | undefined {
    return table === undefined ? undefined : this.read.get(table)
  }

  /** A table by itself, as the only data of a document without nodes. */
  preview(table: number): PreviewSource | undefined {
    const read = this.read.get(table)
    if (!read?.table) return undefined
    let source = this.previews.get(read)
    if (!source) {
      const document: GraphDocument = { format: FORMAT, version: VERSION, nodes: {}, edges: {}, data: { kind: 'file', path: '' } }
      source = { document, data: readData(document, { table: () => read }) }
      this.previews.set(read, source)
    }
    return source
  }

  private answer(table: number, read: TableRead, changes?: Readonly<Record<number, ColumnChange>>): void {
    const account = accountOf(read, changes)
    const keys = keysOf(read)
    this.tell({
      kind: 'table', table, rows: read.table?.rows ?? 0, cells: cellsOf(read.table), columns: read.table ? columnNames(read.table) : [],
      kinds: read.table?.columns.map(({ kind }) => kind) ?? [], ...(account ? { account } : {}), ...(keys ? { keys } : {}), errors: read.errors,
    })
  }

  take(command: TableCommand): void {
    const { table } = command
    switch (command.kind) {
      case 'table-begin':
        this.open.set(table, new TableIntake(command.path, command.format, command.options))
        return
      case 'table-piece': {
        const intake = this.open.get(table)
        // One that was dropped in between.
        if (!intake) return
        intake.push(command.bytes)
        this.tell({ kind: 'table-progress', table, bytes: intake.bytes, rows: intake.rows, refused: intake.refused })
        return
      }
      case 'table-end': {
        const intake = this.open.get(table)
        if (!intake) return
        this.open.delete(table)
        const read = intake.end()
        this.read.set(table, read)
        this.answer(table, read)
        return
      }
      case 'table-account': {
        const read = this.read.get(table)
        if (read) this.answer(table, read, command.changes)
        return
      }
      case 'table-drop':
        this.open.delete(table)
        this.read.delete(table)
        return
    }
  }
}

/** What stands in the place of a table whose reading was stopped. */
export const notRead = (path: string): TableRead => ({
  errors: [problem('data-missing', 'data-file-unread', { path }, { path: '/data/path' })], warnings: [],
})

const cellsOf = (table: Table | undefined): number => (table ? table.rows * table.columns.length : 0)
